"""E-mail addresses: one spelling for each, so that a person is found again."""

from email_validator import EmailNotValidError, validate_email

from eventreg.accounts.rules import NotAnAddress

LONGEST = 254


def parse_address(text: str) -> str:
    """The address in lower case, without looking anything up. Raises NotAnAddress.

    `.test` is allowed: the made-up people of the demo live there.
    """
    if len(text) > LONGEST:  # before it is looked at: two megabytes of accents take a quarter of a minute
        raise NotAnAddress()
    try:
        valid = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise NotAnAddress() from error
    address = (valid.ascii_email or valid.normalized).lower()
    if len(address) > LONGEST:
        raise NotAnAddress()
    return address
