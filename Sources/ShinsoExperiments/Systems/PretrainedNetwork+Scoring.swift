import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

extension PretrainedNetwork {
  /// Scores it on digits or pictures by class.
  func evaluation(on data: DataName, batchSize: Int) throws -> Evaluation {
    if data.isDigits {
      let digits = PreparedDigits(try DigitData(data).test, preprocessing: preprocessing)
      return try evaluation(on: digits, named: data.text, batchSize: batchSize)
    }
    if data.isCIFAR {
      return try evaluation(
        on: data.readCIFAR(.test, preprocessing), named: data.text, batchSize: batchSize)
    }
    let pictures = try PictureData.others(data)
    let matched =
      hasClassNames ? try pictures.matched(to: classNames, in: data.text) : pictures
    var images = ImageDataset(matched, preprocessing: preprocessing)
    images.showsDigits = takesDigits
    return try evaluation(on: images, named: data.text, batchSize: batchSize)
  }

  /// Scores it on samples of its own classes; one that does not name them, of as many.
  ///
  /// - Parameter data: named in errors.
  func evaluation(
    on test: some ClassificationDataset, named data: String, batchSize: Int
  ) throws -> Evaluation {
    try checkNamesClasses()
    guard
      hasClassNames
        ? test.classNames == classNames : test.classNames.count == classNames.count
    else {
      throw InputError(
        data,
        ClassDifference.problem(
          test.classNames, learned: classNames, namesClasses: hasClassNames))
    }
    let shape = preprocessing.inputShape.removing(axis: 0)
    guard test.sampleShape == shape else {
      throw InputError(
        data, "has samples of shape \(test.sampleShape); \(name) takes \(shape)")
    }
    let network = optimized()
    try check(network, takesPictures: min(batchSize, max(test.count, 1)))
    return try ShinsoTraining.evaluate(
      network, on: DataLoader(test, batchSize: batchSize),
      progress: ProgressReporter(title: "evaluating", total: test.count, unit: "samples"))
  }
}
