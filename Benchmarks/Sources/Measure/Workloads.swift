import Foundation
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor

/// The workloads by name. Each creates its data and models and returns the function to measure.
/// `pytorch.py` and `networks.py` have the same list.
let workloads: [String: @Sendable () -> () -> Void] = [
  "lenet": lenet,
  "lstm": { recurrentModel(LSTM(64, hidden: 512, layers: 2)) },
  "speech": speechFrames,
  "conv-64@224": { convolution(channels: 64, size: 224) },
  "conv-128@112": { convolution(channels: 128, size: 112) },
  "conv-256@56": { convolution(channels: 256, size: 56) },
  "conv-512@28": { convolution(channels: 512, size: 28) },
  "conv-512@14": { convolution(channels: 512, size: 14) },
  "batch-norm": batchNorm,
  "max-pool": maxPool,
  "max-pool-training": maxPoolTraining,
  "linear": linearForward,
  "linear-training": linearTraining,
  "gru": { recurrentModel(GRU(64, hidden: 512, layers: 2)) },
  "layer-norm": { normalization(LayerNorm([768]), [4096, 768]) },
  "group-norm": { normalization(GroupNorm(256, groups: 32), [8, 256, 56, 56]) },
  "softmax": softmaxBoth,
  "embedding": sparseEmbedding,
  "adam": { step(Adam(learningRate: 1e-3)) },
  "sgd": { step(SGD(learningRate: 1e-3, momentum: 0.9)) },
  "adamw": { step(AdamW(learningRate: 1e-3)) },
  "adagrad": { step(AdaGrad(learningRate: 1e-3)) },
  "rmsprop": { step(RMSProp(learningRate: 1e-3)) },
  "adadelta": { step(Adadelta()) },
  "input": inputPipeline,
  "augment": augmentedInput,
  "tiny-add": tinyAdd,
  "steps": stepByStep,
]

// MARK: - Whole training steps

private func lenet() -> () -> Void {
  let model = LeNet()
  let optimizer = SGD(learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4)
  let images = noise([64, 1, 28, 28])
  let labels = Tensor((0..<64).map { Int64($0 % 10) })
  return {
    let loss = softmaxCrossEntropy(model(images), labels)
    optimizer.update(model, with: loss.gradients())
  }
}

/// 256 frames for the network of Seide, Li & Yu (2011): 11 times 39 features, 7 layers of 2048 and 9304
/// tied states.
private func speechFrames() -> () -> Void {
  let model = MultilayerPerceptron(
    429, hidden: [Int](repeating: 2048, count: 7), classes: 9304, dropout: 0, activation: .sigmoid)
  let optimizer = SGD(learningRate: 0.01, momentum: 0.9)
  let frames = noise([256, 429])
  let states = Tensor((0..<256).map { Int64($0 * 31 % 9304) })
  return {
    let loss = softmaxCrossEntropy(model(frames), states)
    optimizer.update(model, with: loss.gradients())
  }
}

/// Two recurrent layers over 50 characters from an alphabet of 64.
private final class CharacterModel<Recurrent: TensorLayer>: Module, Layer {
  let embedding = Embedding(64, size: 64)
  let recurrent: Recurrent
  let output = Linear(512, 64)

  init(_ recurrent: Recurrent) {
    self.recurrent = recurrent
    super.init()
  }

  func forward(_ characters: Tensor) -> Tensor {
    output(recurrent(embedding(characters)).reshaped([-1, 512]))  // [T · N, 64]
  }
}

private func recurrentModel(_ recurrent: some TensorLayer) -> () -> Void {
  let model = CharacterModel(recurrent)
  let optimizer = Adam(learningRate: 1e-3)
  let text = (0..<50 * 32).map { Int64($0 * 31 % 64) }
  let characters = Tensor(text, shape: [50, 32])
  let labels = Tensor(text)
  return {
    let loss = softmaxCrossEntropy(model(characters), labels)
    optimizer.update(model, with: loss.gradients())
  }
}

/// A table of words of which each step uses a few, as in word2vec.
private func sparseEmbedding() -> () -> Void {
  let table = Embedding(100_000, size: 128)
  let optimizer = SGD(learningRate: 0.01)
  let words = Tensor((0..<4096).map { Int64($0 * 7919 % 100_000) })
  return { optimizer.update(table, with: table(words).square().mean().gradients()) }
}

private func pictures() -> ImageFolder {
  let path = ProcessInfo.processInfo.environment["SHINSO_BENCH_PICTURES"] ?? ""
  guard let folder = try? ImageFolder(URL(filePath: path)) else {
    fatalError("no images in \(path)")
  }
  return folder
}

/// An epoch of photographs: decoded, fitted and normalized, batch by batch.
private func inputPipeline() -> () -> Void {
  let folder = pictures()
  let dataset = ImageDataset(
    folder,
    preprocessing: ImagePreprocessing(
      width: 224, height: 224, shortSide: 224, interpolation: .bicubic,
      normalization: ImageNormalization(
        mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5])))
  let loader = DataLoader(dataset, batchSize: 16)
  return {
    let batches = loader.epoch(0)
    while let batch = try? batches.next() { withExtendedLifetime(batch) {} }
  }
}

/// Parts of random size and proportions, mirrored or not, normalized; nothing stays in memory.
private func augmentedInput() -> () -> Void {
  let preprocessing = ImagePreprocessing(
    width: 224, height: 224, shortSide: 256, interpolation: .bilinear,
    normalization: ImageNormalization(
      mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225]))
  let dataset = ImageDataset(
    pictures(), preprocessing: preprocessing,
    augmentation: Augmentation(.resizedCrop).transform(for: preprocessing))
  let loader = DataLoader(dataset, batchSize: 32, shuffle: .seed(1))
  var epoch = 0
  return {
    let batches = loader.epoch(epoch)
    while let batch = try? batches.next() { withExtendedLifetime(batch) {} }
    epoch += 1
  }
}

/// A thousand recorded additions of 64 elements, one after the other, and their gradients: what an op
/// costs apart from its arithmetic.
private func tinyAdd() -> () -> Void {
  let x = Parameter(noise([64]))
  let y = noise([64])
  return {
    var sum = x.tensor
    for _ in 0..<1000 { sum = sum + y }
    _ = sum.sum().gradients()
  }
}

/// A recurrent layer made of separate ops, as a decoder with attention is: 30 steps of a batch of 32,
/// 256 wide.
private func stepByStep() -> () -> Void {
  let (inner, outer) = (Linear(256, 256), Linear(256, 256))
  let model = Sequential(inner, outer)
  let optimizer = SGD(learningRate: 1e-4)
  let x = noise([32, 256])
  return {
    var h = x
    for _ in 0..<30 { h = tanh(outer(relu(inner(h))) + h) }
    optimizer.update(model, with: h.square().mean().gradients())
  }
}

// MARK: - Single layers

private func convolution(channels: Int, size: Int) -> () -> Void {
  let layer = Conv2d(channels, channels, kernelSize: 3, padding: 1)
  let x = noise([8, channels, size, size])
  return { withoutGradients { _ = layer(x) } }
}

private func batchNorm() -> () -> Void {
  let layer = BatchNorm2d(256)
  let x = noise([8, 256, 56, 56]).watched()
  let seed = noise([8, 256, 56, 56])
  return {
    _ = gradients(
      of: layer(x), withRespectTo: [x, layer.weight.tensor, layer.bias.tensor], seed: seed)
  }
}

private func normalization(_ layer: some TensorLayer, _ shape: Shape) -> () -> Void {
  let x = noise(shape).watched()
  let seed = noise(shape)
  let parameters = layer.parameters.map(\.value.tensor)
  return { _ = gradients(of: layer(x), withRespectTo: [x] + parameters, seed: seed) }
}

private func softmaxBoth() -> () -> Void {
  let x = noise([4096, 1000]).watched()
  let seed = noise([4096, 1000])
  return { _ = gradients(of: softmax(x), withRespectTo: x, seed: seed) }
}

private func maxPool() -> () -> Void {
  let x = noise([8, 64, 224, 224])
  return { withoutGradients { _ = maxPool2d(x, kernelSize: 2) } }
}

private func maxPoolTraining() -> () -> Void {
  let x = noise([8, 64, 224, 224]).watched()
  let seed = noise([8, 64, 112, 112])
  return { _ = gradients(of: maxPool2d(x, kernelSize: 2), withRespectTo: x, seed: seed) }
}

private func linearForward() -> () -> Void {
  let layer = Linear(4096, 4096)
  let x = noise([256, 4096])
  return { withoutGradients { _ = layer(x) } }
}

/// Two layers, so that the step includes the gradient of a layer's input.
private final class TwoLinear: Module, Layer {
  let first = Linear(4096, 4096)
  let second = Linear(4096, 4096)

  func forward(_ x: Tensor) -> Tensor { second(first(x)) }
}

private func linearTraining() -> () -> Void {
  let model = TwoLinear()
  let optimizer = SGD(learningRate: 1e-6)
  let x = noise([256, 4096])
  return { optimizer.update(model, with: model(x).mean().gradients()) }
}

/// A module with a single parameter of ten million elements.
private final class Weights: Module {
  let weight = Parameter(noise([10_000_000]))
}

private func step(_ optimizer: any Optimizer) -> () -> Void {
  let model = Weights()
  var gradients = Gradients()
  gradients[model.weight] = .dense(noise([10_000_000]))
  return { optimizer.update(model, with: gradients) }
}

/// Uniform in -1...1, the same every time.
func noise(_ shape: Shape) -> Tensor {
  var generator = SplitMix64(seed: 1)
  return Tensor(
    (0..<shape.elementCount).map { _ in
      Float(Int64(bitPattern: generator.next()) >> 40) / Float(1 << 23)
    }, shape: shape)
}
