"""Files under the name that a tool asks for: `from portability.called_with_ending import called_with_ending`."""

import os
import tempfile


class called_with_ending:
    """Gives a context the path, or a link to it whose name has that ending, for tools that go by the name."""

    def __init__(self, path, ending):
        self._path = path
        self._ending = ending
        self._folder = None

    def __enter__(self):
        if self._path.endswith(self._ending):
            return self._path
        self._folder = tempfile.TemporaryDirectory()
        link = os.path.join(self._folder.name, f"model{self._ending}")
        os.symlink(os.path.abspath(self._path), link)
        return link

    def __exit__(self, *_):
        if self._folder is not None:
            self._folder.cleanup()
