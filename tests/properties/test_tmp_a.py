from tests.properties.test_suites_de_decisions import *
@pytest.mark.parametrize("actes", [[Acte("move", 630, 107, 207)], [Acte("part", 3, 4, 5), Acte("write", 1, 2, 3), Acte("map_codes", 1, 2, 3), Acte("merge", 7, 8, 9), Acte("unmerge",0,1,2), Acte("move",1,5,3), Acte("map_codes",1,3,2)]])
def test_a(petit, tmp_path_factory, actes):
    assert verified(petit, actes, tmp_path_factory.mktemp("suite"))
