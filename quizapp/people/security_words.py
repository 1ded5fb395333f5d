"""What Flask-Security says, in our words. The second of each pair is the kind of notice."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (
        "We do not know this email address with this password. Check both and try again, or set a new password.",
        "error",
    ),
    "UNAUTHENTICATED": ("Sign in to go on.", "info"),
    "UNAUTHORIZED": ("You are signed in, but this needs a role you do not have.", "error"),
    "REAUTHENTICATION_REQUIRED": ("Show that it is you before this is changed.", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you. Go on with what you were doing.", "success"),
    "ANONYMOUS_USER_REQUIRED": ("You are signed in already. Sign out first.", "error"),
    "API_ERROR": ("This was not understood, and nothing was changed. Go back and try again.", "error"),
    "INVALID_REDIRECT": ("That address is not on this site.", "error"),
    "INVALID_INPUT": ("Use plain letters, figures and spaces here.", "error"),
    "INVALID_INPUT_LENGTH": ("Use fewer characters here.", "error"),
    # Email addresses
    "EMAIL_NOT_PROVIDED": ("Enter your email address.", "error"),
    "INVALID_EMAIL_ADDRESS": ("This is not a whole email address. It looks like name@clinic.com.", "error"),
    "EMAIL_ALREADY_ASSOCIATED": ("This email address has an account already.", "error"),
    "USER_DOES_NOT_EXIST": ("This email address has no account.", "error"),
    "DISABLED_ACCOUNT": ("This account is switched off. Ask an administrator to switch it on.", "error"),
    "CONFIRM_REGISTRATION": (
        "One step is left: open the link in the mail that is on its way to %(email)s. It works for 2 days.",
        "success",
    ),
    "CONFIRMATION_REQUEST": (
        "If %(email)s has an account that is not confirmed yet, a new link is on its way.",
        "info",
    ),
    "CONFIRMATION_REQUIRED": ("Your email address is not confirmed yet. Open the link in our mail.", "error"),
    "CONFIRMATION_EXPIRED": ("That link worked for %(within)s only. Ask for a new one here.", "error"),
    "INVALID_CONFIRMATION_TOKEN": ("That link does not work. Ask for a new one here.", "error"),
    "EMAIL_CONFIRMED": ("Your email address is confirmed. Sign in to begin.", "success"),
    "ALREADY_CONFIRMED": ("Your email address was confirmed before. Sign in.", "info"),
    "CHANGE_EMAIL_SENT": (
        "Open the link in the mail that is on its way to %(email)s. Until then the old address stays in use.",
        "success",
    ),
    "CHANGE_EMAIL_CONFIRMED": ("Your email address is changed. Sign in with the new one from now on.", "success"),
    "CHANGE_EMAIL_EXPIRED": ("That link worked for %(within)s only. Start again here.", "error"),
    # Passwords
    "PASSWORD_NOT_PROVIDED": ("Enter a password.", "error"),
    "PASSWORD_INVALID_LENGTH": (
        "Use at least %(length)s characters, and at most 128. A short sentence works well.",
        "error",
    ),
    "RETYPE_PASSWORD_MISMATCH": ("The two passwords differ. Type the same one twice.", "error"),
    "INVALID_PASSWORD": ("That is not your password. Try again.", "error"),
    "PASSWORD_IS_THE_SAME": ("This is the password you have now. Choose another one.", "error"),
    "FORGOT_PASSWORD": ("Forgot your password?", "info"),
    "PASSWORD_RESET_REQUEST": (
        "If %(email)s has an account here, a link to set a new password is on its way. It works for 4 hours.",
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": ("That link worked for %(within)s only. Ask for a new one here.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": ("That link was used already or does not work. Ask for a new one here.", "error"),
    "PASSWORD_RESET_NO_LOGIN": ("Your new password is set. Sign in with it.", "success"),
    "PASSWORD_CHANGE": ("Your password is changed, and you are signed out everywhere else.", "success"),
    # Second factor
    "INVALID_CODE": ("That code is not right. Wait for the next one and try again.", "error"),
    "TWO_FACTOR_INVALID_TOKEN": ("That code is not right. Wait for the next one and try again.", "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": ("The second factor is on: signing in asks for a code now.", "success"),
    "TWO_FACTOR_DISABLED": ("The second factor is off: your password alone signs you in.", "success"),
    "TWO_FACTOR_PERMISSION_DENIED": ("That step was too long ago. Sign in again.", "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("Choose one of the ways shown here.", "error"),
    "TWO_FACTOR_SETUP_EXPIRED": ("This has to be finished within %(within)s. Start again here.", "error"),
    "INVALID_RECOVERY_CODE": ("That recovery code is not right, or it was used already.", "error"),
    "NO_RECOVERY_CODES_SETUP": ("You have no recovery codes yet. Make some now.", "info"),
    # Passkeys
    "WEBAUTHN_EXPIRED": ("This has to be finished within %(within)s. Start again here.", "error"),
    "WEBAUTHN_NAME_REQUIRED": ("Give the passkey a name, such as the device it is on.", "error"),
    "WEBAUTHN_NAME_INUSE": ("You have a passkey called %(name)s already. Choose another name.", "error"),
    "WEBAUTHN_NAME_NOT_FOUND": ("You have no passkey called %(name)s.", "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": ("Use letters, figures, spaces and hyphens in the name.", "error"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": ("The passkey %(name)s is added.", "success"),
    "WEBAUTHN_CREDENTIAL_DELETED": ("The passkey %(name)s is removed.", "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": ("This passkey is registered already.", "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (
        "We do not know this passkey. Use another one, or sign in with your password.",
        "error",
    ),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": ("We do not know this passkey. Sign in with your password.", "error"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": ("That passkey is somebody else's.", "error"),
    "WEBAUTHN_NO_VERIFY": ("The passkey could not be checked. Try again, or use your password.", "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (
        "This key was added as a second factor. Sign in with your password first.",
        "error",
    ),
}
