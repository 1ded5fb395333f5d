"""The floor that saving an answer is measured against: a bare Flask view that upserts one row and commits."""

from __future__ import annotations

import os

from flask import Flask, jsonify, request
from sqlalchemy import Integer, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.database import Base, db


class Bare(Base):
    """One row per key."""

    __tablename__ = "bench_bare"

    key: Mapped[int] = mapped_column(Integer, primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


URL = os.environ.get("DATABASE_URL", "sqlite://")
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = URL
db.init_app(app)
insert = postgresql.insert if URL.startswith("postgresql") else sqlite.insert


@app.post("/<int:key>")
def save(key: int):
    """Upsert one row."""
    fresh = insert(Bare).values(key=key, value=request.form["reply"])
    db.session.execute(fresh.on_conflict_do_update(index_elements=[Bare.key], set_={"value": fresh.excluded.value}))
    db.session.commit()
    return jsonify(saved=True)
