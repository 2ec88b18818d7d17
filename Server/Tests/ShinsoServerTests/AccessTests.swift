import Foundation
import ShinsoServer
import Testing

struct AccessTests {
  @Test func otherNamesOfThisMachineAreRefused() async throws {
    let client = try await TestServer.shared.value.client
    for host in ["localhost", "127.0.0.1:\(client.port)", "[::1]:80", "a.localhost"] {
      #expect(try await client.get("/api/models", ["Host": host]).status == 200)
    }
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1"] {
      #expect(try await client.get("/api/models", ["Host": host]).status == 421)
    }
  }

  @Test func pagesOfOtherSitesAreRefused() async throws {
    let client = try await TestServer.shared.value.client
    let own = "localhost:\(client.port)"
    let allowed: [[String: String]] = [
      ["Origin": "http://\(own)"], ["Sec-Fetch-Site": "same-origin"], ["Sec-Fetch-Site": "none"],
      ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"],
    ]
    for headers in allowed { #expect(try await client.get("/api/models", headers).status == 200) }
    let refused: [[String: String]] = [
      ["Origin": "http://evil.example"], ["Origin": "null"], ["Origin": "http://localhost:1"],
      ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"],
      ["Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"],
    ]
    for headers in refused {
      let answer = try await client.get("/api/models", headers)
      #expect(answer.status == 403)
      #expect(answer.problem.contains("other sites"))
    }
  }

  @Test func aTokenIsAskedForElsewhere() async throws {
    let server = try await TestServer { $0.access = Access(token: "secret") }
    defer { server.stop() }
    let client = server.client
    let without = try await client.get("/api/models", ["Host": "box.example"])
    #expect(without.status == 401)
    #expect(without.headers["www-authenticate"] == "Bearer")
    let wrong = try await client.get("/api/models", ["Authorization": "Bearer secreT"])
    #expect(wrong.status == 401)
    let right = try await client.get("/api/models", ["Authorization": "Bearer secret"])
    #expect(right.status == 200)
    let page = try await client.get("/?token=secret")
    #expect(page.status == 302)
    let cookie = try #require(page.headers["set-cookie"])
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    let pair = String(cookie.prefix { $0 != ";" })
    #expect(try await client.get("/", ["Cookie": pair]).status == 200)
    #expect(try await client.get("/?token=wrong").status == 401)
    #expect(try await client.get("/healthz").status == 200)
  }

  @Test func browsersAreToldToLoadNothingFromElsewhere() async throws {
    let client = try await TestServer.shared.value.client
    for path in ["/", "/api/models", "/nothing"] {
      let headers = try await client.get(path).headers
      #expect(headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
      #expect(headers["x-content-type-options"] == "nosniff")
    }
  }

  @Test(arguments: [
    ("ja", "ja"), ("ja-JP,en;q=0.5", "ja"), ("en-US,ja;q=0.9", "en"), ("fr,ja;q=0.1", "ja"),
    ("", "en"),
    ("ja;q=0", "en"), (";;,,q=", "en"),
  ])
  func thePageComesInTheBrowsersLanguage(_ header: String, _ language: String) async throws {
    let client = try await TestServer.shared.value.client
    let page = try await client.get("/", ["Accept-Language": header])
    #expect(page.text.contains("<html lang=\"\(language)\">"))
    #expect(page.headers["content-language"] == language)
  }
}
