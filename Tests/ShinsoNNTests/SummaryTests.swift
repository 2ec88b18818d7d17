import ShinsoNN
import Testing

@Suite(.serialized) struct SummaryTests {
  private func network() -> Sequential {
    Sequential(
      Conv2d(3, 8, kernelSize: 3, stride: 2, padding: 1), BatchNorm2d(8, activation: .relu),
      GlobalAveragePool2d(), Linear(8, 5))
  }

  @Test func countsParametersAndMultiplyAdds() {
    let net = network()
    let lines = net.layerSummaries(input: [1, 3, 10, 10])
    #expect(lines.map(\.name) == ["layers.0", "layers.1", "layers.2", "layers.3"])
    #expect(lines.map(\.kind) == ["conv2d", "batchNorm2d", "globalAveragePool2d", "linear"])
    #expect(lines.map(\.output) == [[1, 8, 5, 5], [1, 8, 5, 5], [1, 8], [1, 5]])
    #expect(lines.map(\.parameters) == [224, 16, 0, 45])
    #expect(lines.map(\.multiplyAdds) == [200 * 27, 0, 0, 40])
  }

  @Test func leavesModeAndStatisticsAsTheyWere() {
    let net = network()
    let text = net.summary(input: [2, 3, 10, 10])
    #expect(net.isTraining)
    #expect(net.buffers.first?.value.value.scalars() == [Float](repeating: 0, count: 8))
    let lines = text.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines.first?.hasPrefix("layer") == true)
    #expect(lines.last?.contains("285") == true)
    #expect(Set(lines.map(\.count)).count == 1, "columns are aligned")
  }
}
