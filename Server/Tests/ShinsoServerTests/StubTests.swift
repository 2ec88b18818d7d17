import ShinsoServer
import Testing

@Test func stubs() { #expect(stub() > 0) }
