import ShinsoTensor

/// The description of all endpoints in the words of OpenAPI 3.1.
struct APIDocument {
  let endpoints: [Endpoint]

  var json: JSONValue {
    var paths: [String: JSONValue] = [:]
    for (path, endpoints) in Dictionary(grouping: endpoints, by: \.path) {
      paths[path] = .object(
        Dictionary(endpoints.map { ($0.method.rawValue.lowercased(), operation($0)) }) { $1 })
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Shinso", "version": .text(Version.current),
        "description": "What was trained with Shinso, to be tried.",
        "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
      ],
      "paths": .object(paths),
      "components": [
        "schemas": ["Problem": Self.problem.json],
        "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
      ],
      // On this machine's own address none is needed.
      "security": [[:], ["token": []]],
    ]
  }

  private static let problem = Schema.object(["error": .text])

  private func operation(_ endpoint: Endpoint) -> JSONValue {
    var fields: [String: JSONValue] = [
      "summary": .text(endpoint.summary), "operationId": .text(name(endpoint)),
      "parameters": .list(endpoint.parameters.map(\.json)), "responses": responses(endpoint),
    ]
    if let body = endpoint.body {
      let file: JSONValue = ["schema": ["type": "string", "format": "binary"]]
      fields["requestBody"] = [
        "required": true, "description": .text(body.about),
        "content": .object(Dictionary(body.mediaTypes.map { ($0, file) }) { $1 }),
      ]
    }
    return .object(fields)
  }

  /// `api_classify`
  private func name(_ endpoint: Endpoint) -> String {
    endpoint.path.split { !$0.isLetter }.joined(separator: "_")
  }

  private func responses(_ endpoint: Endpoint) -> JSONValue {
    let content: JSONValue =
      switch endpoint.answer {
      case .json(let schema): ["application/json": ["schema": schema.json]]
      case .file(let type): .object([type: [:]])
      }
    var all: [String: JSONValue] = [
      "200": ["description": "The answer.", "content": content]
    ]
    for (status, about) in Self.problems(endpoint) {
      all[status] = [
        "description": .text(about),
        "content": [
          "application/json": ["schema": ["$ref": "#/components/schemas/Problem"]]
        ],
      ]
    }
    return .object(all)
  }

  private static func problems(_ endpoint: Endpoint) -> [(String, String)] {
    var all = [
      ("401", "A token is needed, or another."), ("403", "The request comes from another site."),
      ("405", "This address has other methods."), ("421", "The request is for another host."),
    ]
    if !endpoint.parameters.isEmpty || endpoint.body != nil {
      all += [
        ("400", "A parameter or what was sent makes no sense."),
        ("404", "There is no such model or run, or none that can do this."),
        ("503", "Too many requests are waiting, or the answer would have come too late."),
      ]
    }
    if endpoint.body != nil {
      all += [
        ("408", "The file came too slowly."), ("413", "The file is too large."),
      ]
    }
    return all
  }
}
