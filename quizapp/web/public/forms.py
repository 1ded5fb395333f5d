"""Forms that anybody may send."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import ValidationError

from quizapp.certificates import codes


class CodeForm(FlaskForm):
    """The code of a certificate, however it is typed."""

    class Meta:
        """It only looks something up, so it needs no token."""

        csrf = False

    code = StringField("Code", description="28 letters and digits. Capitals, spaces and hyphens do not matter.")

    def validate_code(self, field: StringField) -> None:
        """Refuse what cannot be a code."""
        typed = codes.canonical(field.data or "")
        if not typed:
            raise ValidationError("Type the code that stands below “Check it at” on the certificate.")
        if len(typed) != codes.LENGTH:
            raise ValidationError(f"A code has {codes.LENGTH} letters and digits, and you typed {len(typed)}.")
        if not codes.is_code(typed):
            raise ValidationError("A code has only digits and the letters A to Z without U.")


class FileForm(FlaskForm):
    """A document or a badge, to be checked."""

    class Meta:
        """It only looks at what is sent, so it needs no token."""

        csrf = False

    file = FileField(
        "File",
        description="The PDF of a certificate, a badge (PNG or SVG), or a credential (JSON or JWT); 5 MB at most.",
        validators=[FileRequired("Choose the file to check.")],
    )
