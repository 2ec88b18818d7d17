import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct DetectionFolderTests {
  private static let size = (width: 30, height: 20)

  private func annotation(
    _ names: [String], width: Int = size.width, xmax: Int = 12
  ) -> Data {
    let objects = names.map {
      "<object><name>\($0)</name><bndbox><xmin>3</xmin><ymin>4</ymin><xmax>\(xmax)</xmax>"
        + "<ymax>14</ymax></bndbox></object>"
    }
    return Data(
      ("<annotation><size><width>\(width)</width><height>\(Self.size.height)</height></size>"
        + objects.joined() + "</annotation>").utf8)
  }

  private func addPicture(_ path: String, to folder: URL) throws {
    let image = Image(width: Self.size.width, height: Self.size.height)
    try folder.write(image.pngBytes(), to: path)
  }

  private func makeVOC(_ folder: URL) throws {
    for (id, names) in [("1", ["dog"]), ("2", ["cat", "dog"]), ("3", ["bird"])] {
      try folder.write(annotation(names), to: "Annotations/\(id).xml")
      try addPicture("JPEGImages/\(id).jpg", to: folder)
    }
    // Windows' ends of lines, and VOC's lists of one class with a column of signs.
    try folder.write(Array("1\r\n2  1\r\n".utf8), to: "ImageSets/Main/trainval.txt")
    try folder.write(Array("3".utf8), to: "ImageSets/Main/test.txt")
  }

  @Test func layoutOfVOC() throws {
    try withFolder { folder in
      try makeVOC(folder)
      let data = try DetectionFolder(folder)
      #expect(data.layout == .voc && data.classNames == ["bird", "cat", "dog"])
      #expect(data.train.map(\.id) == ["1", "2"] && data.test.map(\.id) == ["3"])
      #expect(data.train[1].objects.map(\.name) == ["cat", "dog"])
      #expect(try DetectionFolder(folder, trainLimit: 1).train.map(\.id) == ["1"])
    }
  }

  /// A list for each class, pixels from 0, pictures without a file of objects, and lists of test pictures
  /// whose objects nobody knows.
  @Test func layoutOfILSVRC() throws {
    try withFolder { folder in
      for (place, names) in [
        ("train/p/n_1", ["n01"]), ("train/p/n_2", ["n01", "n02"]), ("train/p/n_3", ["n02"]),
        ("val/v_1", ["n01"]),
      ] {
        try folder.write(annotation(names), to: "Annotations/DET/\(place).xml")
        try addPicture("Data/DET/\(place).JPEG", to: folder)
      }
      for place in ["train/extra/e_1", "val/v_2", "test/t_1"] {
        try addPicture("Data/DET/\(place).JPEG", to: folder)
      }
      let lists = [
        "train_1": "p/n_1 1\np/n_2 1\np/n_3 -1\nextra/e_1 0\n", "train_2": "p/n_2 1\np/n_3 1\n",
        "val": "v_1 1\nv_2 2\n", "test": "t_1 1\n",
      ]
      for (name, list) in lists {
        try folder.write(Array(list.utf8), to: "ImageSets/DET/\(name).txt")
      }
      let data = try DetectionFolder(folder)
      #expect(data.layout == .ilsvrc && data.classNames == ["n01", "n02"])
      #expect(data.train.map(\.id) == ["p/n_1", "p/n_2", "extra/e_1", "p/n_3"])
      #expect(data.train.map(\.objects.count) == [1, 2, 0, 1])
      #expect(data.test.map(\.id) == ["v_1", "v_2"])
      #expect(data.test[0].objects[0].box == Box(left: 3, top: 4, right: 13, bottom: 15))
      #expect(try DetectionFolder(folder, trainLimit: 3).train.count == 3)
      try folder.write(Array("train/n_9\n".utf8), to: "ImageSets/DET/train_1.txt")
      let error = #expect(throws: InputError.self) { try DetectionFolder(folder) }
      #expect(error?.problem == "is not there, but train_1.txt names it")
    }
  }

  @Test func boxesAreCutToTheirPictures() throws {
    try withFolder { folder in
      try makeVOC(folder)
      try folder.write(annotation(["dog"], xmax: 9999), to: "Annotations/1.xml")
      let box = try DetectionFolder(folder).train[0].objects[0].box
      #expect(box == Box(left: 2, top: 3, right: 30, bottom: 14))
    }
  }

  @Test func whatIsMissingOrWrongIsNamed() throws {
    /// Damages a good folder and expects a message.
    func expect(_ sentence: String, _ damage: (URL) throws -> Void) throws {
      try withFolder { folder in
        try makeVOC(folder)
        try damage(folder)
        let error = #expect(throws: InputError.self) { try DetectionFolder(folder) }
        #expect("\(error!)".contains(sentence), "\(error!)")
      }
    }
    func remove(_ path: String) -> (URL) throws -> Void {
      { try FileManager.default.removeItem(at: $0.appending(path: path)) }
    }
    try expect("Annotations: is not there; a folder for detection has", remove("Annotations"))
    try expect("Main: has no list trainval.txt or train.txt", remove("ImageSets/Main/trainval.txt"))
    try expect("2.xml: is not there, but trainval.txt names it", remove("Annotations/2.xml"))
    try expect("2.jpg: is not there, but trainval.txt names it", remove("JPEGImages/2.jpg"))
    try expect("is of a picture of 31 x 20 pixels, but 1.jpg has 30 x 20") {
      try $0.write(annotation(["dog"], width: 31), to: "Annotations/1.xml")
    }
    try expect("1.xml: is not XML") { try $0.write(Array("<annota".utf8), to: "Annotations/1.xml") }
    try expect("trainval.txt: line 2 names 1 again") {
      try $0.write(Array("1\n1\n".utf8), to: "ImageSets/Main/trainval.txt")
    }
    try expect("line 1 leads out of the folder") {
      try $0.write(Array("../1\n".utf8), to: "ImageSets/Main/trainval.txt")
    }
    try expect("names no pictures") { try $0.write([], to: "ImageSets/Main/test.txt") }
    try expect("has 1 pictures both for training and for testing, such as 2") {
      try $0.write(Array("2\n".utf8), to: "ImageSets/Main/test.txt")
    }
    try expect("has no object in the pictures for training") {
      for id in [1, 2] { try $0.write(annotation([]), to: "Annotations/\(id).xml") }
    }
  }
}
