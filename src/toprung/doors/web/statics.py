"""Where templates find the built front end: under names with a hash once `serve` has collected it, else as it lies."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names with a hash may be cached for ever; each is beside its compressed form."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name with the hash; the name itself before anything was collected, and for a file that came later."""
        if self.hash_key(self.clean_name(name)) not in self.hashed_files:
            return name
        return str(super().stored_name(name))
