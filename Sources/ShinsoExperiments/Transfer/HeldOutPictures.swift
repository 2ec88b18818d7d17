import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTraining

/// What a training on pictures leaves of those that it held out.
enum HeldOutPictures {
  /// Lists them, and draws some with what they were taken for.
  static func write(_ pictures: ImageFolder, _ evaluation: Evaluation?, in run: Run) throws {
    let (items, names) = (pictures.items, pictures.classNames)
    try AtomicFile.write(
      Data(items.map { $0.url.path + "\n" }.joined().utf8), to: run.folder.heldOut)
    guard let evaluation else { return }
    run.draw {
      try Gallery(
        entries: ContactSheet.choice(of: items.count).map { index in
          Gallery.Entry(
            url: items[index].url, actual: names[items[index].label],
            predicted: evaluation.predictions[index].map { names[$0] } ?? "?")
        }
      ).write(to: run.folder.picture(.gallery))
    }
  }
}
