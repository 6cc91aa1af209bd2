"""Random views of a face: geometry, light, blur, noise, JPEG, low resolution, masks, glasses and caps. Everything in tf, for tf.data."""

import tensorflow as tf

from .align import CROP, MARGIN

WIDE = CROP + 2 * MARGIN


def clean(wide: tf.Tensor) -> tf.Tensor:
    """[136, 136, 3] uint8 → its middle, [112, 112, 3] uint8: exactly the crop that the daemon would cut."""
    return wide[MARGIN : MARGIN + CROP, MARGIN : MARGIN + CROP]


def augment(wide: tf.Tensor, seed: tf.Tensor, strength: float = 1.0) -> tf.Tensor:
    """[136, 136, 3] uint8 → a random view [112, 112, 3] uint8. The same seed ([2] int32) gives the same view."""
    dice = _Dice(seed)
    image = _geometry(tf.cast(wide, tf.float32), dice, strength)
    image = tf.cond(dice.chance(0.3 * strength), lambda: _occlude(image, dice), lambda: image)
    image = tf.cond(dice.chance(0.7), lambda: _light(image, dice, strength), lambda: image)
    image = tf.cond(dice.chance(0.2 * strength), lambda: _low_resolution(image, dice), lambda: image)
    image = tf.cond(dice.chance(0.15 * strength), lambda: _blur(image, dice), lambda: image)
    image = tf.cond(dice.chance(0.3 * strength), lambda: _noise(image, dice), lambda: image)
    pixels = tf.cast(tf.clip_by_value(tf.round(image), 0, 255), tf.uint8)
    return tf.cond(dice.chance(0.3 * strength), lambda: _jpeg(pixels, dice), lambda: pixels)


class _Dice:
    """Numbered throws from one seed: adding a throw at the end changes none before it."""

    def __init__(self, seed: tf.Tensor) -> None:
        self._seed = tf.cast(seed, tf.int32)
        self._throws = 0

    def next_seed(self) -> tf.Tensor:
        self._throws += 1
        return tf.random.experimental.stateless_fold_in(self._seed, self._throws)

    def between(self, low: float, high: float, shape: tuple[int, ...] = ()) -> tf.Tensor:
        return tf.random.stateless_uniform(shape, self.next_seed(), low, high)

    def chance(self, share: float) -> tf.Tensor:
        return self.between(0.0, 1.0) < share


def _geometry(wide: tf.Tensor, dice: _Dice, strength: float) -> tf.Tensor:
    """Mirror, turn to ±8°, scale to ±8 %, shift to ±4 pixels: what a landmark error does to an alignment, and a little more."""
    turn = dice.between(-0.14, 0.14) * strength
    scale = 1 + dice.between(-0.08, 0.08) * strength
    shift = dice.between(-4.0, 4.0, (2,)) * strength
    mirror = tf.where(dice.chance(0.5), -1.0, 1.0)
    middle, centre = (WIDE - 1) / 2, (CROP - 1) / 2
    a, b = tf.cos(turn) * scale, tf.sin(turn) * scale
    rows = [
        a * mirror, -b, middle + shift[0] - a * mirror * centre + b * centre,
        b * mirror, a, middle + shift[1] - b * mirror * centre - a * centre,
        0.0, 0.0,
    ]  # fmt: skip
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=wide[None], transforms=tf.stack(rows)[None], output_shape=[CROP, CROP],
        interpolation="BILINEAR", fill_mode="NEAREST", fill_value=0.0,
    )[0]  # fmt: skip


def _light(image: tf.Tensor, dice: _Dice, strength: float) -> tf.Tensor:
    """Exposure, gamma, colour of the light, saturation, and light from one side."""
    image = 255 * (tf.maximum(image, 0) / 255) ** tf.exp(dice.between(-0.4, 0.4) * strength)
    image = image * tf.exp(dice.between(-0.45, 0.35) * strength) * (1 + dice.between(-0.12, 0.12, (3,)) * strength)
    grey = tf.reduce_mean(image, -1, keepdims=True)
    image = grey + (image - grey) * (1 - tf.nn.relu(dice.between(-0.6, 1.0)) * strength)
    middle = tf.reduce_mean(grey)
    image = middle + (image - middle) * (1 + dice.between(-0.35, 0.25) * strength)
    x, y = _grid()
    direction, amount = dice.between(0.0, 6.2832), dice.between(0.0, 0.5) * strength
    side = (tf.cos(direction) * x + tf.sin(direction) * y - CROP / 2 * (tf.cos(direction) + tf.sin(direction))) / (CROP / 2)
    return image * (1 + amount * tf.clip_by_value(side, -1, 1))[..., None]


def _low_resolution(image: tf.Tensor, dice: _Dice) -> tf.Tensor:
    """The same face from further away: 22 to 64 pixels, enlarged again."""
    side = tf.cast(dice.between(22.0, 64.0), tf.int32)
    small = tf.image.resize(image, tf.stack([side, side]), "area")
    return tf.ensure_shape(tf.image.resize(small, (CROP, CROP), "bilinear"), (CROP, CROP, 3))


def _blur(image: tf.Tensor, dice: _Dice) -> tf.Tensor:
    """Motion or focus: a Gaussian of σ 0.6 to 2 pixels, along one axis in half of the cases."""
    sigma = dice.between(0.6, 2.0)
    taps = tf.exp(-0.5 * (tf.range(-4.0, 5.0) / sigma) ** 2)
    taps /= tf.reduce_sum(taps)
    single = tf.one_hot(4, 9)
    across = tf.where(dice.chance(0.5), taps, single)
    kernel = tf.repeat((taps[:, None] * across[None])[..., None, None], 3, 2)
    return tf.nn.depthwise_conv2d(image[None], kernel, [1, 1, 1, 1], "SAME")[0]


def _noise(image: tf.Tensor, dice: _Dice) -> tf.Tensor:
    return image + tf.random.stateless_normal((CROP, CROP, 3), dice.next_seed()) * dice.between(2.0, 14.0)


def _jpeg(pixels: tf.Tensor, dice: _Dice) -> tf.Tensor:
    quality = tf.random.stateless_uniform((), dice.next_seed(), 25, 90, tf.int32)
    encoded = tf.image.adjust_jpeg_quality(pixels, quality, dct_method="INTEGER_FAST")
    return tf.ensure_shape(encoded, (CROP, CROP, 3))


def _occlude(image: tf.Tensor, dice: _Dice) -> tf.Tensor:
    """A mask over mouth and nose, glasses (rim or tinted), a cap, or any rectangle; in one colour with a little structure."""
    x, y = _grid()
    kind = tf.random.stateless_uniform((), dice.next_seed(), 0, 4, tf.int32)
    move = dice.between(-4.0, 4.0, (2,))
    mask = tf.logical_and(y - move[1] > 66 + 0.006 * (x - 56 - move[0]) ** 2, tf.abs(x - 56) < 46)
    reach = dice.between(11.0, 16.0)
    lens = tf.minimum(_hypot(x - 38 - move[0], (y - 52 - move[1]) * 1.2), _hypot(x - 74 - move[0], (y - 52 - move[1]) * 1.2))
    bridge = tf.logical_and(tf.abs(y - 50 - move[1]) < 1.5, lens > reach)
    rim = tf.logical_or(tf.abs(lens - reach) < 1.3, bridge)
    glasses = tf.cond(dice.chance(0.6), lambda: rim, lambda: tf.logical_or(rim, lens < reach))
    cap = y < 24 + move[1] * 2 - 0.004 * (x - 56) ** 2
    corner, size = dice.between(0.0, 80.0, (2,)), dice.between(16.0, 48.0, (2,))
    patch = tf.logical_and(tf.abs(x - corner[0] - size[0] / 2) < size[0] / 2, tf.abs(y - corner[1] - size[1] / 2) < size[1] / 2)
    cover = tf.stack([mask, glasses, cap, patch])[kind]
    shade = dice.between(0.0, 255.0, (3,)) * (0.75 + 0.25 * tf.sin((x + y) * dice.between(0.0, 0.5)))[..., None]
    opacity = tf.cast(cover, tf.float32)[..., None] * dice.between(0.75, 1.0)
    return image * (1 - opacity) + shade * opacity


def _grid() -> tuple[tf.Tensor, tf.Tensor]:
    x, y = tf.meshgrid(tf.range(float(CROP)), tf.range(float(CROP)))
    return x, y


def _hypot(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    return tf.sqrt(a * a + b * b)
