"""Who may enter the trainer's corridor."""

import pytest

PAGES = (
    "/trainer/", "/trainer/questions/", "/trainer/questions.csv", "/trainer/questions/new",
    "/trainer/questions/new/numeric", "/trainer/questions/bio-one", "/trainer/questions/bio-one/edit",
    "/trainer/questions/bio-one/publish", "/trainer/questions/bio-one/retire", "/trainer/questions/bio-one/discard",
    "/trainer/questions/bio-one/revisions/1..1", "/trainer/quizzes/", "/trainer/quizzes/new",
    "/trainer/changes/",
)  # fmt: skip
ACTS = (
    "/trainer/questions/new/numeric", "/trainer/questions/bio-one/edit", "/trainer/questions/bio-one/publish",
    "/trainer/questions/bio-one/retire", "/trainer/questions/bio-one/bring-back", "/trainer/questions/bio-one/discard",
    "/trainer/questions/bio-one/revisions/1/restore", "/trainer/quizzes/new", "/trainer/quizzes/exam/publish",
    "/trainer/quizzes/exam/retire", "/trainer/quizzes/exam/accommodations",
)  # fmt: skip


@pytest.mark.parametrize("name", ["pam", "mo", "ada"])
def test_other_roles_are_refused_every_page(as_, library, name):
    browser = as_(name)
    assert {browser.get(page).status_code for page in PAGES} == {403}
    assert {browser.post(act).status_code for act in ACTS} == {403}


def test_a_trainer_may_see_every_page(ted, library):
    assert {page: ted.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def test_what_does_not_exist_is_not_found(ted, library):
    gone = [page.replace("bio-one", "bio-none") for page in PAGES if "bio-one" in page]
    gone += ["/trainer/questions/new/riddle", "/trainer/questions/bio-one/revisions/1..9", "/trainer/quizzes/none"]
    assert {page: ted.get(page).status_code for page in gone} == dict.fromkeys(gone, 404)
    assert ted.post("/trainer/questions/new/riddle").status_code == 404
