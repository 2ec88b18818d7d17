import Foundation
import ShinsoData
import ShinsoTensor
import TestSupport

/// Small pictures of three classes, one color each, with noise.
enum ColorPictures {
  static func picture(_ label: Int, _ seed: UInt64) -> Image {
    var generator = SplitMix64(seed, UInt64(label))
    return Image(
      width: 32, height: 32, format: .rgb,
      pixels: (0..<3072).map { place in
        UInt8(place % 3 == label ? 200 : 40) + UInt8(generator.next() & 31)
      })
  }

  /// 16 pictures of each class for training and 5 for the test, in parts of their own.
  static func write(to folder: URL) throws {
    for (part, count) in [("train", 16), ("test", 5)] {
      for label in 0..<3 {
        for index in 0..<count {
          let name = "\(part)/c\(label)/\(index).png"
          try folder.touch(name)
          try picture(label, UInt64(index + (part == "test" ? 100 : 0)))
            .writePNG(to: folder.appending(path: name))
        }
      }
    }
  }

  /// CIFAR-10's binary files with three classes in use: 45 pictures for training, 12 for the test.
  static func writeCIFAR(to folder: URL) throws {
    func bytes(_ count: Int, _ seed: Int) -> [UInt8] {
      var bytes: [UInt8] = []
      for index in 0..<count {
        let pixels = picture(index % 3, UInt64(index + seed)).pixels
        bytes.append(UInt8(index % 3))
        for channel in 0..<3 { bytes += (0..<1024).map { pixels[3 * $0 + channel] } }
      }
      return bytes
    }
    for batch in 1...5 {
      try folder.write(bytes(9, 10 * batch), to: "data_batch_\(batch).bin")
    }
    try folder.write(bytes(12, 100), to: "test_batch.bin")
  }
}
