"""What an embedder learns from: margins between people, and a teacher."""

import math

import keras
from keras import ops


@keras.saving.register_keras_serializable("ostiary")
class ArcFace(keras.layers.Layer):
    """Logits with an additive angular margin (Deng et al. 2019, equation 3): s·cos(θ_y + m) for the true class, s·cos θ elsewhere.

    Call with (embeddings [batch, dimension], labels [batch] int) → logits [batch, people], to be trained by softmax cross-entropy.
    With `centres` > 1 each person has several and the nearest counts (sub-centre ArcFace, Deng et al. 2020): robust to wrong labels.
    """

    def __init__(self, people: int, margin: float = 0.5, scale: float = 64.0, centres: int = 1, **options) -> None:
        # The margin needs float32 even where the backbone computes in half precision.
        super().__init__(**{**options, "dtype": "float32"})
        self.people, self.margin, self.scale, self.centres = people, margin, scale, centres

    def build(self, embeddings_shape, labels_shape=None) -> None:
        shape = (self.centres, self.people, embeddings_shape[-1])
        self.kernel = self.add_weight(shape=shape, initializer="glorot_normal", name="centres")

    def cosines(self, embeddings):
        """[batch, dimension] → cosine to each person's nearest centre, [batch, people]."""
        return ops.max(ops.einsum("bd,kpd->bkp", unit(embeddings), unit(self.kernel)), axis=1)

    def call(self, embeddings, labels):
        embeddings = ops.cast(embeddings, "float32")
        cosine = self.cosines(embeddings)
        mine = ops.one_hot(labels, self.people) > 0
        return self.scale * ops.where(mine, self.penalised(cosine, embeddings), cosine)

    def penalised(self, cosine, embeddings):
        return add_angle(cosine, self.margin)

    def get_config(self) -> dict:
        mine = {"people": self.people, "margin": self.margin, "scale": self.scale, "centres": self.centres}
        return {**super().get_config(), **mine}


@keras.saving.register_keras_serializable("ostiary")
class AdaFace(ArcFace):
    """The margin adapts to picture quality, read from the embedding's norm (Kim et al. 2022, equations 12 to 14).

    Easy samples of good pictures get a smaller angle and a larger offset; hopeless pictures are not pulled at.
    """

    def __init__(self, people: int, margin: float = 0.4, scale: float = 64.0, concentration: float = 0.333, **options) -> None:
        super().__init__(people, margin, scale, **options)
        self.concentration = concentration

    def build(self, embeddings_shape, labels_shape=None) -> None:
        super().build(embeddings_shape, labels_shape)
        self.mean = self.add_weight(shape=(), initializer=keras.initializers.Constant(20.0), trainable=False, name="norm_mean")
        self.deviation = self.add_weight(shape=(), initializer=keras.initializers.Constant(100.0), trainable=False, name="norm_deviation")

    def penalised(self, cosine, embeddings):
        norms = ops.stop_gradient(ops.clip(ops.norm(embeddings, axis=-1, keepdims=True), 1e-3, 100.0))
        self.mean.assign(0.99 * self.mean + 0.01 * ops.mean(norms))
        self.deviation.assign(0.99 * self.deviation + 0.01 * ops.std(norms))
        quality = ops.clip((norms - self.mean) / (self.deviation + 1e-3) * self.concentration, -1.0, 1.0)
        return add_angle(cosine, -self.margin * quality) - (self.margin * quality + self.margin)

    def get_config(self) -> dict:
        return {**super().get_config(), "concentration": self.concentration}


def unit(vectors):
    """Each vector along the last axis at length one; a zero vector stays zero instead of dividing by nothing."""
    return vectors / ops.maximum(ops.norm(vectors, axis=-1, keepdims=True), 1e-8)


def add_angle(cosine, margin):
    """cos(θ + m) from cos θ, for m a number or [batch, 1].

    Beyond θ = π − m the cosine would rise again and reward the wrong way; there the line cos θ − m·sin m goes on falling
    (the guard of the published implementation). sin θ is kept from 0, where its slope is infinite.
    """
    sine = ops.sqrt(ops.maximum(1.0 - ops.square(cosine), 1e-7))
    turned = cosine * ops.cos(margin) - sine * ops.sin(margin)
    limit = ops.cos(math.pi - ops.maximum(margin, 0.0))
    return ops.where(cosine > limit, turned, cosine - ops.sin(margin) * margin)


@keras.saving.register_keras_serializable("ostiary")
class Distillation(keras.losses.Loss):
    """Weighted sum of cosine and relational distillation, for `compile`."""

    def __init__(self, cosine: float = 1.0, relational: float = 0.0, **options) -> None:
        super().__init__(**options)
        self.cosine, self.relational = cosine, relational

    def call(self, y_true, y_pred):
        total = self.cosine * (1.0 - ops.sum(unit(y_true) * unit(y_pred), axis=-1))
        return total + self.relational * relational_distillation(y_true, y_pred) if self.relational else total

    def get_config(self) -> dict:
        return {**super().get_config(), "cosine": self.cosine, "relational": self.relational}


def relational_distillation(teacher, student):
    """Mean squared difference of the two matrices of cosines within the batch (Tung & Mori 2019): works across dimensions."""
    t, s = unit(teacher), unit(student)
    return ops.mean(ops.square(ops.matmul(t, ops.transpose(t)) - ops.matmul(s, ops.transpose(s))))
