"""Moving about the app: links that need no new start of it, and arriving at the named place.

These are the app's only scripts. They are constant but for a number, and stand in elements of
their own, away from any report's text.
"""

from __future__ import annotations

import streamlit as st

from ui.cards import FOUND
from ui.links import page_link

_ARRIVED = "arrived"
_COUNT = "arrivals"

# Streamlit follows the address when the user goes back or forward; a link within the app is told
# to it in the same way, which takes a tenth of the time of loading the app anew. Links that are
# opened elsewhere (another tab, a bookmark) work as links do.
_LINKS = """<script>
if (!window.quarterlineLinks) {
  window.quarterlineLinks = true;
  document.addEventListener("click", event => {
    const link = event.target.closest ? event.target.closest('.stHtml a[href^="./"]') : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href);
    if (to.pathname === location.pathname && to.search === location.search) return;
    event.preventDefault();
    history.pushState({}, "", to);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    const main = document.querySelector("[data-testid=stMain]");
    if (main) { main.tabIndex = -1; main.scrollTo(0, 0); main.focus({ preventScroll: true }); }
  });
}
</script>"""

# The page is drawn after it has loaded, so the browser itself cannot go to the link's anchor.
_ARRIVE = f"""<script>
/* arrival {{}} */
(() => {{{{
  const named = decodeURIComponent(location.hash.slice(1)) || "{FOUND}";
  const place = document.getElementById(named);
  if (!place) return;
  place.tabIndex = -1;
  place.scrollIntoView();
  place.focus({{{{ preventScroll: true }}}});
}}}})();
</script>"""


# Streamlit leads from the identity provider to the start page whatever was asked for. The
# address that was asked for is kept in the browser's tab, where only pages of this origin read
# it, and gone to once; of what is kept the path, query and anchor are taken, never a host.
_REMEMBER = """<script>
try {
  const asked = location.pathname + location.search + location.hash;
  sessionStorage.setItem("quarterlineAsked", asked);
} catch (error) { console.debug(error); }
</script>"""
_RESUME = """<script>
(() => {
  let asked = null;
  try {
    asked = sessionStorage.getItem("quarterlineAsked");
    sessionStorage.removeItem("quarterlineAsked");
  } catch (error) { console.debug(error); }
  if (!asked || asked[0] !== "/") return;
  const to = new URL(location.origin + asked);
  if (to.origin === location.origin && to.href !== location.href) location.replace(to);
})();
</script>"""


def remember() -> None:
    """Keep the address that was asked for, until after signing in."""
    st.html(_REMEMBER, unsafe_allow_javascript=True)


def resume() -> None:
    """Go on to the address that was asked for before signing in, if one was."""
    st.html(_RESUME, unsafe_allow_javascript=True)


def address(page: str) -> str:
    """Where the address bar is, without its anchor."""
    return page_link(page, {name: st.query_params.get_all(name) for name in st.query_params})


def links() -> None:
    """Let links within the app be followed without loading it anew."""
    st.html(_LINKS, unsafe_allow_javascript=True)


def arrive(page: str, came_to: str) -> None:
    """Go to the place that the address names, when it is one that the user has just come to.

    `came_to` is the address at the start of the run: what widgets make of it is no arrival.
    """
    if st.session_state.get(_ARRIVED) != came_to:
        number = st.session_state[_COUNT] = int(st.session_state.get(_COUNT, 0)) + 1
        # The number makes it another script, which the browser runs anew.
        st.html(_ARRIVE.format(number), unsafe_allow_javascript=True)
    st.session_state[_ARRIVED] = address(page)
