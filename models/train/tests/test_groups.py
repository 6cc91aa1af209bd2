"""False matches by group: hand-counted."""

import numpy as np

from ostiary_train.groups import BLOCK, false_matches, groups_of, strict_enough


def test_groups_of_a_name():
    assert groups_of("34_1_3_20170104220713478.jpg") == ["age 18 to 39", "women", "ethnicity: Indian"]
    assert groups_of("65_0_0_2017.jpg") == ["age 65 and more", "men", "ethnicity: White"]
    assert groups_of("17_0_0_2017.jpg") == ["age 3 to 17"]
    assert groups_of("George_0001.jpg") == [] and groups_of("61_3_20170109.jpg") == [] and groups_of("900_0_0_1.jpg") == []


def test_pairs_are_counted_within_a_group_and_one_persons_left_out():
    names = ["20_0_0_a.jpg", "30_0_1_b.jpg", "35_1_1_c.jpg", "35_0_1_d.jpg"]
    embeddings = np.eye(3)[[0, 0, 0, 1]]
    # a and b are one person.
    teacher = np.eye(4)[[0, 0, 1, 2]]
    counted = false_matches(names, embeddings, teacher, 0.5)
    assert counted == {"age 18 to 39": (2, 5), "men": (0, 2), "ethnicity: Black": (1, 3)}


def test_the_threshold_rises_until_no_group_of_adults_is_confused_too_often():
    def turned(cosine):
        return [cosine, np.sqrt(1 - cosine**2)]

    # Two adults alike by 0.455, two children by 0.9.
    names = ["20_0_0_a.jpg", "30_0_0_b.jpg", "4_0_0_c.jpg", "5_0_0_d.jpg"]
    embeddings = np.array([[1, 0], turned(0.455), [1, 0], turned(0.9)])
    assert strict_enough(0.5, names, embeddings, np.eye(4), 0.4) == (0.46, {name: (0, 1) for name in ("age 18 to 39", "men", "ethnicity: White")} | {"age 3 to 17": (1, 1)})
    assert strict_enough(1.0, names, embeddings, np.eye(4), 0.4)[0] == 0.4


def test_blocks_lose_no_pair():
    count = BLOCK + 7
    counted = false_matches(["20_0_0_x.jpg"] * count, np.ones((count, 1)), np.eye(count), 0.5)
    assert counted["men"] == (count * (count - 1) // 2,) * 2
