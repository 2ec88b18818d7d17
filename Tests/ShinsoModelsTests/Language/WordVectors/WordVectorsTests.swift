import ShinsoModels
import ShinsoTensor
import Testing

@Suite(.serialized) struct WordVectorsTests {
  private let vectors = WordVectors(
    ["man", "woman", "king", "queen", "apple", "nothing"],
    Tensor([1, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 1, -1, -1, 0, 0, 0, 0], shape: [6, 3]))

  @Test func findsTheNearest() {
    let near = vectors.nearest(to: vectors.units(of: [3]), count: 3, excluding: [[3]])[0]
    #expect(near.map { vectors.words[$0.place] } == ["woman", "king", "man"])
    #expect(abs(near[0].cosine - 0.5.squareRoot()) < 1e-6)
    #expect(abs(near[1].cosine - 0.5) < 1e-6)
    #expect(vectors.cosine(0, 4) < -0.7 && vectors.cosine(0, 5) == 0)
    #expect(vectors.place(of: "kin") == nil)
  }

  @Test func answersAnalogies() {
    let answers = vectors.analogies([(0, 1, 2), (1, 0, 3)], count: 1)
    #expect(answers.map { vectors.words[$0[0].place] } == ["queen", "king"])
    #expect(vectors.analogies([], count: 1).isEmpty)
  }
}
