"""Where templates find the built front end: under names with a hash once `serve` has collected it, else as it lies."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):
    """Names with a hash may be cached for ever; each is beside its compressed form."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name with the hash; the name itself before anything was collected, and for a file that came later."""
        if self.hash_key(self.clean_name(name)) not in self.hashed_files:
            return name
        return str(super().stored_name(name))

    def collected(self) -> dict[str, Any]:
        """Name -> name with the hash, as of the last collection."""
        return dict(self.hashed_files)
