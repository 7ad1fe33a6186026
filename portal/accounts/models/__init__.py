"""Who somebody is."""

from .phone_code import PhoneCode
from .tally import Tally
from .user import User

__all__ = ["PhoneCode", "Tally", "User"]
