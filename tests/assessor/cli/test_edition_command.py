def test_without_editions_the_list_says_how_to_make_one(run):
    done = run("edition", "list")
    assert done.exit_code == 0
    assert "assessor edition build" in done.stdout


def test_building_from_nothing_is_refused(run):
    done = run("edition", "build", "--track", "declared")
    assert done.exit_code == 2
    assert "no contributions" in done.stderr


def test_showing_an_unknown_edition_lists_those_there_are(run):
    done = run("edition", "show", "cmc-declared-9")
    assert done.exit_code == 2
    assert "cmc-declared-9" in done.stderr
