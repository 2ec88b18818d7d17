import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct TensorDatasetTests {
  /// Two pictures of 3 x 4 x 5 pixels, each byte another one.
  private let dataset = TensorDataset(
    Tensor((0..<120).map { UInt8($0 + 100) }, shape: [2, 3, 4, 5]), labels: [0, 1],
    classNames: ["a", "b"], scale: 0.5)

  private func values(_ dataset: TensorDataset, _ index: Int, seed: UInt64 = 1) throws -> [Float] {
    let values = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: dataset.sampleShape.elementCount)
    defer { values.deallocate() }
    var generator = SplitMix64(seed: seed)
    try dataset.write(index, into: values, using: &generator)
    return Array(values)
  }

  @Test func augmentsPlanes() throws {
    let same = dataset.augmented(by: ImagePipeline())
    for index in 0..<2 { #expect(try values(same, index) == values(dataset, index)) }
    let mirrored = try values(dataset.augmented(by: RandomHorizontalFlip(probability: 1)), 1)
    let rows = try values(dataset, 1)
    for row in 0..<12 {
      #expect(mirrored[5 * row..<5 * row + 5].elementsEqual(rows[5 * row..<5 * row + 5].reversed()))
    }
    let covered = try values(dataset.augmented(by: Cutout(size: 20, shade: 10)), 0)
    #expect(covered == [Float](repeating: 5, count: 60))
  }

  /// In place of the scale, after the augmentation.
  @Test func normalizesPlanes() throws {
    let normalization = ImageNormalization(
      scale: 1, mean: [100, 120, 140], standardDeviation: [1, 2, 4])
    let normalized = dataset.normalized(by: normalization)
    let plain = try values(dataset, 1).map { $0 * 2 }
    let expected = plain.enumerated().map { place, value in
      (value - [100, 120, 140][place / 20]) / [1, 2, 4][place / 20]
    }
    #expect(try values(normalized, 1) == expected)
    let mirrored = normalized.augmented(by: RandomHorizontalFlip(probability: 1))
    #expect(try values(mirrored, 1)[0..<5].elementsEqual(expected[0..<5].reversed()))
  }

  @Test func augmentsGrayPictures() throws {
    let gray = TensorDataset(
      Tensor([1, 2, 3, 4] as [UInt8], shape: [1, 1, 2, 2]), labels: [0], classNames: ["a"])
    let mirrored = gray.augmented(by: RandomHorizontalFlip(probability: 1))
    #expect(try values(mirrored, 0) == [2, 1, 4, 3])
  }

  /// Every place of a part of the picture in a black frame, each as often.
  @Test func cropsWithPadding() throws {
    let padded = dataset.augmented(by: RandomCrop(width: 5, height: 4, padding: 1))
    let original = try values(dataset, 0)
    var found: [[Float]: Int] = [:]
    for seed in 0..<900 { found[try values(padded, 0, seed: UInt64(seed)), default: 0] += 1 }
    var expected: Set<[Float]> = []
    for (dx, dy) in (0..<9).map({ ($0 % 3 - 1, $0 / 3 - 1) }) {
      expected.insert(
        (0..<60).map { place in
          let (x, y) = (place % 5 + dx, place / 5 % 4 + dy)
          guard (0..<5).contains(x), (0..<4).contains(y) else { return 0 }
          return original[place / 20 * 20 + y * 5 + x]
        })
    }
    #expect(expected.count == 9 && Set(found.keys) == expected)
    #expect(found.values.allSatisfy { (60...140).contains($0) })
  }

  @Test func whatIsNoPictureStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let flat = TensorDataset(
        Tensor([1, 2] as [UInt8], shape: [1, 2]), labels: [0], classNames: ["a"])
      _ = flat.augmented(by: RandomHorizontalFlip())
    }
  }

  /// What a run compares when it goes on.
  @Test func theIdentityIsOfEveryNumber() {
    func dataset(
      _ values: [Float] = [1, 2, 3, 4], _ shape: Shape = [2, 2], labels: [Int] = [0, 1],
      classes: [String] = ["a", "b"], scale: Float = 1
    ) -> TensorDataset {
      TensorDataset(Tensor(values, shape: shape), labels: labels, classNames: classes, scale: scale)
    }
    let own = dataset()
    #expect(dataset().identity == own.identity)
    let others = [
      dataset([1, 2, 3, 5]), dataset(labels: [1, 0]), dataset(classes: ["a", "c"]),
      dataset(scale: 0.5), dataset([1, 2, 3, 4], [2, 1, 2]),
    ].map(\.identity)
    let subsets = [[0, 1], [1, 0], [0], [0, 0]].map { Subset(own, indices: $0).identity }
    let same = Subset(dataset(labels: [0, 0]), indices: [0, 1]).identity
    let other = Subset(dataset(labels: [0, 0]), indices: [1, 0]).identity
    let all = others + subsets + [own.identity, same, other]
    #expect(Set(all).count == all.count)
  }
}
