"""The public names of Keras 3.15 that NetBuilder does not have, and why, in words for the person who looks for one."""

from __future__ import annotations

PLUMBING = "Keras's own plumbing: a base class or a helper, no part of a network."
FOREIGN = "Runs a Python function of yours; NetBuilder runs no foreign code."
LIBRARY = "Wraps a model of another library; NetBuilder computes with NumPy alone."
CELL = "For cells written in Python. Use LSTM, GRU or SimpleRNN, one after the other to stack them."
CONV_LSTM = "Its recurrence runs over pictures. Use TimeDistributed around a convolution, then LSTM."
STRINGS = "Takes text, and networks here take numbers. Columns of text in a CSV become numbers when it is read."
VOCABULARY = "Looks whole numbers up in a vocabulary. Number them from 0 in the data, as Embedding takes them."
SOUND = "Turns sound into pictures of its frequencies, and there is no audio data here. Prepare spectrograms as arrays."
LABELS = "Mixes pictures together with their labels; a block sees its inputs only, never the labels."
DRAWN = "Draws augmentations from a list. Put the single ones (RandomFlip, RandomRotation …) one after the other."
OF_LOSS = "Keras has it as the function of a loss only. Choose the loss of this name; its value is reported."
GIVEN = "Gathers numbers that a training loop of yours gives it; here metrics compare outputs with targets."

HELPERS = dict.fromkeys(("deserialize", "get", "serialize"), PLUMBING)

DECLINED: dict[str, dict[str, str]] = {
    "layers": {
        "Layer": PLUMBING,
        "InputSpec": PLUMBING,
        "Wrapper": PLUMBING,
        "deserialize": PLUMBING,
        "serialize": PLUMBING,
        "AugMix": DRAWN,
        "RandAugment": DRAWN,
        "CutMix": LABELS,
        "MixUp": LABELS,
        "ContrastLimitedAdaptiveHistogramEqualization": "Equalizes tile by tile. Equalization does it for the whole "
        "picture.",
        "ConvLSTM1D": CONV_LSTM,
        "ConvLSTM2D": CONV_LSTM,
        "ConvLSTM3D": CONV_LSTM,
        "RNN": CELL,
        "StackedRNNCells": CELL,
        "SimpleRNNCell": CELL,
        "GRUCell": CELL,
        "LSTMCell": CELL,
        "Lambda": FOREIGN,
        "FlaxLayer": LIBRARY,
        "JaxLayer": LIBRARY,
        "TFSMLayer": LIBRARY,
        "TorchModuleWrapper": LIBRARY,
        "HashedCrossing": STRINGS,
        "Hashing": STRINGS,
        "StringLookup": STRINGS,
        "TextVectorization": STRINGS,
        "IntegerLookup": VOCABULARY,
        "MaxNumBoundingBoxes": "For boxes around objects; NetBuilder has no data with boxes.",
        "MelSpectrogram": SOUND,
        "STFTSpectrogram": SOUND,
        "Pipeline": "Holds preprocessing layers in a row. Put their blocks one after the other.",
        "ReversibleEmbedding": "Computes one of two things, as the caller says. Use Embedding, and Dense for the way "
        "back.",
        "SpectralNormalization": "Changes the kernel of the layer that it wraps during the pass. A kernel constraint "
        "(MaxNorm, UnitNorm) bounds weights too.",
    },
    "activations": {**HELPERS},
    "initializers": {
        **HELPERS,
        "Initializer": PLUMBING,
        "STFT": "Fills the fixed kernel of STFTSpectrogram, which is declined too.",
    },
    "regularizers": {**HELPERS, "Regularizer": PLUMBING},
    "constraints": {**HELPERS, "Constraint": PLUMBING},
    "losses": {**HELPERS, "Loss": PLUMBING},
    "metrics": {
        **HELPERS,
        "Metric": PLUMBING,
        "MeanMetricWrapper": PLUMBING,
        "Mean": GIVEN,
        "Sum": GIVEN,
        "binary_focal_crossentropy": OF_LOSS,
        "categorical_focal_crossentropy": OF_LOSS,
        "huber": OF_LOSS,
    },
    "optimizers": {
        **HELPERS,
        "Optimizer": PLUMBING,
        "LossScaleOptimizer": "For training in half precision; NetBuilder trains in float32, where losses need no "
        "scaling.",
        "MultiOptimizer": "Gives each layer an optimizer of its own; here one optimizer trains all weights.",
        "OptimizerMap": "Says which optimizer a layer has; here one optimizer trains all weights.",
    },
    "schedules": {"LearningRateSchedule": PLUMBING, "deserialize": PLUMBING, "serialize": PLUMBING},
    "callbacks": {
        "Callback": PLUMBING,
        "CallbackList": PLUMBING,
        "History": "Not needed: the curves, the Runs panel and the command line keep the numbers of every run.",
        "ProgbarLogger": "Not needed: the window and the command line show how far a run is.",
        "LambdaCallback": FOREIGN,
        "OrbaxCheckpoint": "Writes with Orbax, a library of JAX. Use ModelCheckpoint.",
        "RemoteMonitor": "Sends numbers to a web address; NetBuilder sends nothing. Use CSVLogger or TensorBoard.",
        "SwapEMAWeights": "Swaps in averaged weights for each validation. The optimizers' use_ema has the averages, "
        "which the weights become when training ends.",
    },
}
