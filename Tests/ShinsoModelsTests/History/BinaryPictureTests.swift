import ShinsoModels
import Testing

@Suite struct BinaryPictureTests {
  @Test func writesLines() {
    let picture = BinaryPicture(width: 3, pattern: [1, -1, 1, -1, 1, -1])
    #expect(picture.height == 2)
    #expect(picture.lines == ["##..##", "..##.."])
    #expect(picture.gray == [0, 255, 0, 255, 0, 255])
    #expect(
      BinaryPicture.lines(of: [picture, picture], gap: 1) == ["##..## ##..##", "..##.. ..##.."])
  }

  @Test func cutsAtTheMedian() {
    #expect(BinaryPicture(thresholding: [10, 200, 90, 91], width: 2).pattern == [1, -1, 1, -1])
    // Mostly black, mostly white, and all of one shade.
    #expect(BinaryPicture(thresholding: [0, 0, 0, 9], width: 4).pattern == [1, 1, 1, -1])
    #expect(BinaryPicture(thresholding: [255, 255, 255, 9], width: 4).pattern == [-1, -1, -1, 1])
    #expect(Set(BinaryPicture(thresholding: [7, 7], width: 1).pattern).count == 1)
  }

  @Test func lettersAreSound() {
    let letters = BinaryPicture.letters
    #expect(Set(letters.map(\.name)).count == 5)
    for (index, letter) in letters.enumerated() {
      #expect(letter.picture.width == 12 && letter.picture.height == 12)
      #expect((0.45...0.7).contains(Double(letter.picture.pattern.count { $0 > 0 }) / 144))
      for other in letters[..<index] {
        #expect(abs(Hopfield.overlap(letter.picture.pattern, other.picture.pattern)) < 0.16)
      }
    }
  }
}
