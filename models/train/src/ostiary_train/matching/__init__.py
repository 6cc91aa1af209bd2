"""
Function matching (Beyer et al. 2022, "a good teacher is patient and consistent"): the student learns to answer as its teacher does to
the very same views, none of which comes twice, for as long as there is time. Runs on torch; TensorFlow makes the views in another process.
"""
