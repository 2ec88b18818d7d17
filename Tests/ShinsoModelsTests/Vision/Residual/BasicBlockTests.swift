import Testing

@testable import ShinsoModels

@Suite(.serialized) struct BasicBlockTests {
  /// 1, 2, 3 … by pixel, in two channels.
  private let x = Tensor((0..<32).map { Float($0 + 1) }, shape: [1, 2, 4, 4])

  /// What a block whose convolutions give nothing lets through.
  private func passed(_ outputs: Int, stride: Int, _ shortcut: Shortcut) -> [Float] {
    let block = BasicBlock(2, outputs, stride: stride, shortcut: shortcut)
    block.conv2.weight.assign(.zeros(block.conv2.weight.shape))
    block.mode = .evaluation
    return withoutGradients { block(x) }.scalars()
  }

  @Test func theInputPassesWhereTheShapeStays() {
    for shortcut in [Shortcut.padding, .projection] {
      #expect(passed(2, stride: 1, shortcut) == x.scalars())
    }
  }

  @Test func plainNetworksHaveNoShortcut() {
    #expect(passed(2, stride: 1, .plain) == Array(repeating: 0, count: 32))
    #expect(passed(4, stride: 2, .plain) == Array(repeating: 0, count: 16))
  }

  /// Every second pixel, between channels of zeros.
  @Test func optionAPads() {
    let zeros = [Float](repeating: 0, count: 4)
    let expected = zeros + [1, 3, 9, 11] + [17, 19, 25, 27] + zeros
    #expect(passed(4, stride: 2, .padding) == expected)
  }

  @Test func optionBProjects() {
    let block = BasicBlock(2, 4, stride: 2, shortcut: .projection)
    block.conv2.weight.assign(.zeros(block.conv2.weight.shape))
    block.mode = .evaluation
    let weight = block.parameters.first { $0.name == "downsample.0.weight" }?.value
    weight?.assign(Tensor([1, 0, 0, 1, 1, 1, -1, -1] as [Float], shape: [4, 2, 1, 1]))
    let y: [Float] = withoutGradients { block(x) }.scalars()
    let expected: [Float] = [
      1, 3, 9, 11, 17, 19, 25, 27, 18, 22, 34, 38, 0, 0, 0, 0,
    ]
    #expect(zip(y, expected).allSatisfy { abs($0 - $1) < 1e-3 }, "\(y)")
  }
}
