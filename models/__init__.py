"""The register of model artefacts and the encoders."""
