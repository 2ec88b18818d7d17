import ShinsoTensor
import Testing

@Suite struct CountedTests {
  @Test func oneThingIsNoPlural() {
    #expect(counted(1, "image") == "1 image")
    #expect(counted(0, "image") == "0 images" && counted(12, "image") == "12 images")
    #expect(counted(1, "class", "classes") == "1 class")
    #expect(counted(2, "class", "classes") == "2 classes")
  }
}
