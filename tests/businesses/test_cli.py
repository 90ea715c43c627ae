"""`eventreg regions load`, as it is typed."""

from eventreg.businesses import queries
from tests.factories.businesses import REGIONS


def run(app, *arguments: str):
    return app.test_cli_runner().invoke(args=["regions", "load", *arguments])


def test_regions_are_loaded_from_a_file_twice_without_harm(app):
    for _ in range(2):
        result = run(app, str(REGIONS))
        assert result.exit_code == 0, result.output
        assert "33 regions" in result.output

    with app.app_context():
        assert len(queries.region_choices()) == 4


def test_a_file_with_a_wrong_row_loads_nothing_and_says_which(app, tmp_path):
    file = tmp_path / "wilayah.csv"
    file.write_text("code,name,level\n33,Jawa Tengah,province\n33.7,Salah,city\n")

    result = run(app, str(file))

    assert result.exit_code == 1
    assert "33.7" in result.output
    with app.app_context():
        assert queries.find_region("33") is None


def test_a_file_of_another_kind_is_refused(app, tmp_path):
    file = tmp_path / "lain.csv"
    file.write_text("kode;nama\n33;Jawa Tengah\n")

    assert "code, name and level" in run(app, str(file)).output
