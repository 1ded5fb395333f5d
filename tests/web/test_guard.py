"""Who may come in."""


def test_a_stranger_is_sent_to_the_sign_in_page_and_back(client):
    response = client.get("/trainer/?page=2")
    assert response.status_code == 303
    assert response.location == "/sign-in?next=/trainer/?page%3D2"


def test_the_wrong_role_gets_a_403_with_the_way_home(as_):
    response = as_("pam").get("/admin/")
    assert response.status_code == 403
    assert 'href="/"' in response.text


def test_the_right_role_comes_in(as_):
    assert as_("ada").get("/admin/").status_code == 200
