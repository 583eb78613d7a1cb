"""The error family: one base, one class per concept, each with a sentence a person can act on."""


class ToprungError(Exception):
    """Anything Toprung refuses or cannot do. `str(error)` is a sentence for a person.

    `exit_code` is what the command line ends with: 1 for what went wrong here, 2 for bad input.
    """

    exit_code = 1


class BadInput(ToprungError):
    """What was given cannot be used; the sentence says what to give instead."""

    exit_code = 2


class NotFound(BadInput):
    """Nothing of that name is on file in this workspace."""


class NotAllowed(ToprungError):
    """This actor may not do this."""


class Refused(ToprungError):
    """A rule of the domain forbids it; the sentence names the rule."""

    exit_code = 2
