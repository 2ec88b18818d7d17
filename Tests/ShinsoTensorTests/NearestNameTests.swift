import ShinsoTensor
import Testing

@Suite struct NearestNameTests {
  private let known = ["lenet", "mlp", "pretrained-mlp", "pretrained-svm", "resnet18", "resnet50"]

  @Test(arguments: [
    ("letnet", "lenet"), ("LeNet", "lenet"), ("lent", "lenet"), ("enlet", "lenet"),
    ("pretrained-smv", "pretrained-svm"), ("pretrainedmlp", "pretrained-mlp"),
    ("resnet-50", "resnet50"), ("resnet5", "resnet50"), ("mpl", "mlp"), ("m", "mlp"),
  ]) func whatWasMeant(typed: String, meant: String) {
    #expect(NearestName.of(typed, among: known) == meant)
  }

  @Test func nothingIsNear() {
    for typed in ["transformer", "", "x--y--z", "深層"] {
      #expect(NearestName.of(typed, among: ["lenet", "pretrained-svm"]) == nil, "\(typed)")
    }
    #expect(NearestName.of("lenet", among: []) == nil)
  }

  /// A name that begins with what was typed, however much follows.
  @Test func whatWasTypedIsABeginning() {
    #expect(NearestName.of("resnet20", among: ["resnet50", "resnet20-cifar"]) == "resnet20-cifar")
    #expect(NearestName.of("pretrained", among: known) == "pretrained-mlp")
  }

  /// Of those that are as near, the one that comes first.
  @Test func equallyNear() {
    #expect(NearestName.of("resnet1", among: ["resnet10", "resnet18"]) == "resnet10")
  }

  @Test func severalSpellings() {
    let words = ["先生", "先輩", "学生", "犬", "生", "先生方", "the", "them", "then"]
    #expect(NearestName.several(of: "先性", among: words, count: 3) == ["先生", "先輩"])
    #expect(NearestName.several(of: "thee", among: words, count: 3) == ["the", "them", "then"])
    #expect(NearestName.several(of: "猫", among: words, count: 3).isEmpty)
  }
}
