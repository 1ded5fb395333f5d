"""Pages of the account corridor: one's own account, and joining by invitation."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import login_user, logout_user
from flask_wtf.csrf import generate_csrf

from quizapp import clock
from quizapp.database import db, unlocked
from quizapp.people import actions as people
from quizapp.people import invitations, queries, throttling
from quizapp.people.permissions import may_enter
from quizapp.people.security import hashed
from quizapp.web.account import places
from quizapp.web.account.forms import AcceptForm, NameForm
from quizapp.web.account.security_forms import network, tried
from quizapp.web.guard import public

bp = Blueprint("account", __name__)


@bp.get("/account/")
def home() -> str:
    """Show a person's own account: what is set up, and when it last changed."""
    changes, teams = queries.last_changes(current_user), queries.memberships_of(current_user)
    return render_template("account/home.html", person=current_user, changes=changes, teams=teams)


@bp.route("/account/name", methods=["GET", "POST"])
def name() -> ResponseReturnValue:
    """Let a person correct their own name."""
    form = NameForm(name=current_user.name)
    if form.validate_on_submit():
        people.rename(current_user, form.name.data, clock.now())
        flash("Your name is corrected. Certificates issued from now on carry it.", "good")
        return redirect(url_for("account.home"), 303)
    return render_template("account/name.html", form=form)


@bp.route("/account/places", methods=["GET", "POST"])
def practises_in() -> ResponseReturnValue:
    """Let a person say where they practise, and show which certificates do not hold there yet."""
    form = places.PlacesForm(places=current_user.practises_in)
    if form.validate_on_submit():
        people.practise_in(current_user, form.chosen, clock.now())
        flash("Where you practise is saved.", "good")
        return redirect(url_for("account.practises_in"), 303)
    practises = may_enter("practitioner", current_user.role_names)
    page = render_template("account/places.html", form=form, lacking=places.lacking(), practises=practises)
    return page, 422 if form.errors else 200


@bp.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of a person, this one too."""
    people.sign_out_everywhere(current_user, clock.now())
    logout_user()
    flash("You are signed out on every device.", "good")
    return redirect(url_for("security.login"), 303)


@bp.get("/account/second-factor/done")
def second_factor_done() -> ResponseReturnValue:
    """Lead on from turning the second factor on or off: to recovery codes when there are none yet."""
    missing = current_user.has_second_factor and not current_user.mf_recovery_codes
    return redirect(url_for("security.mf_recovery_codes" if missing else "account.home"), 303)


@bp.get("/account/csrf")
@public
def csrf() -> ResponseReturnValue:
    """Give a page whose session ended a token for signing in again in place."""
    return jsonify(csrf_token=generate_csrf(), signed_in=current_user.is_authenticated), {"Cache-Control": "no-store"}


@bp.route("/invitation/<secret>", methods=["GET", "POST"])
@public
def accept(secret: str) -> ResponseReturnValue:
    """Let somebody who was invited make their account."""
    if current_user.is_authenticated:
        return render_template("account/signed_in_already.html")
    if request.method == "POST":
        tried(throttling.INVITATION, network())
        db.session.commit()  # counted, whatever becomes of it
    invitation = invitations.acceptable(secret, clock.now())
    form = AcceptForm(name=invitation.name)
    if invitation.email:
        del form.email
    if form.validate_on_submit():
        return _join(secret, form)
    return render_template("account/accept.html", form=form, invitation=invitation)


def _join(secret: str, form: AcceptForm) -> ResponseReturnValue:
    """Make the account and sign in. The password is hashed while no transaction is open."""
    with unlocked():
        password_hash = hashed(form.password.data or "")
    email = form.email.data if "email" in form else ""
    person = invitations.accept(secret, email or "", form.name.data or "", password_hash, clock.now())
    login_user(person, authn_via=["invitation"])
    flash("Welcome. Your account is ready.", "good")
    return redirect("/", 303)
