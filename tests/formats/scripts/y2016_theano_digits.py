# Python 2 with the Theano backend: channels come first, and print is a statement.
import numpy
from keras.datasets import mnist
from keras.models import Sequential
from keras.layers import Dense, Dropout, Flatten
from keras.layers.convolutional import Convolution2D, MaxPooling2D
from keras.utils import np_utils
from keras import backend as K
K.set_image_dim_ordering('th')

seed = 7
numpy.random.seed(seed)
(X_train, y_train), (X_test, y_test) = mnist.load_data()
X_train = X_train.reshape(X_train.shape[0], 1, 28, 28).astype('float32')
X_train = X_train / 255
y_train = np_utils.to_categorical(y_train)
num_classes = 10
print "classes:", num_classes

def larger_model():
	model = Sequential()
	model.add(Convolution2D(30, 5, 5, border_mode='valid', input_shape=(1, 28, 28), activation='relu'))
	model.add(MaxPooling2D(pool_size=(2, 2)))
	model.add(Convolution2D(15, 3, 3, activation='relu', init='he_normal'))
	model.add(MaxPooling2D(pool_size=(2, 2), border_mode='same'))
	model.add(Dropout(p=0.2))
	model.add(Flatten())
	model.add(Dense(output_dim=128, activation='relu'))
	model.add(Dense(50, activation='relu', W_constraint=maxnorm(3)))
	model.add(Dense(num_classes, activation='softmax', init='uniform'))
	model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
	return model

model = larger_model()
model.fit(X_train, y_train, validation_split=0.1, nb_epoch=10, batch_size=200, verbose=2)
