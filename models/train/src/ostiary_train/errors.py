"""Faults that a person can remedy; anything else that escapes is a defect and keeps its traceback."""


class TrainingFault(Exception):
    """Bad input to a training command.

    Shape of the message: what is wrong and where; `remedy` says what to do about it.
    """

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy
