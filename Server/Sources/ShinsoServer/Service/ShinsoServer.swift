import Foundation
import Hummingbird
import Logging
import ShinsoData
import ShinsoExperiments
import ShinsoTensor

/// The web application: its endpoints, its pages, its limits.
package struct ShinsoServer {
  package let endpoints: [Endpoint]
  private let settings: ServerSettings
  private let metrics: ServerMetrics

  package init(_ settings: ServerSettings) {
    self.settings = settings
    metrics = ServerMetrics()
    OpenModels.keep(settings.models)
    // A file of few bytes may hold hours of silence.
    AudioFile.mostMinutes = 2
    let networks = OpenNetworks(limit: settings.models)
    let services = Services(
      models: ModelList(RunList(settings.runs)), queue: settings.queue,
      pictures: PictureQueue(settings.queue, networks, metrics), uploads: settings.uploads)
    let panels: [any Panel] = [
      PhotographPanel(services: services),
      RecallPanel(
        services: services,
        indexes: PictureIndexes(limit: settings.models, cache: settings.cache)),
      DetectionPanel(services: services),
      WordPanel(services: services), WritingPanel(services: services),
      TranslationPanel(services: services), SentencePanel(services: services),
      SoundPanel(services: services), RunPanel(services: services),
      CatalogPanel(services: services), HealthPanel(services: services, metrics: metrics),
    ]
    let own = panels.flatMap(\.endpoints)
    let document = APIDocument(
      endpoints: own + [Self.documentEndpoint { throw Problem(.notFound, "there is no document") }])
    endpoints = own + [Self.documentEndpoint { document.json }]
  }

  private static func documentEndpoint(
    _ document: @escaping @Sendable () throws -> JSONValue
  ) -> Endpoint {
    .get(
      "/openapi.json", "This description.", answers: .json(.table(.anything))
    ) { _ in try .json(document()) }
  }

  /// - Parameter whenListening: called with the port once it listens.
  package func application(
    whenListening: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> some ApplicationProtocol {
    var logger = Logger(label: "shinso")
    logger.logLevel = .critical
    return Application(
      router: router(),
      server: .http1(configuration: .init(idleTimeout: .seconds(60))),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port), serverName: "shinso",
        backlog: 1024,
        availableConnectionsDelegate: .maximum(2048, logger: logger)),
      onServerRunning: { channel in whenListening(channel.localAddress?.port ?? 0) },
      logger: logger)
  }

  private func router() -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.add(middleware: PageRulesMiddleware())
    router.add(middleware: AnswerMiddleware(metrics: metrics))
    router.add(middleware: AccessMiddleware(access: settings.access))
    router.add(middleware: MethodMiddleware(endpoints))
    for endpoint in endpoints {
      router.on(RouterPath(endpoint.path), method: endpoint.method) { request, _ in
        try await endpoint.respond(Call(request, endpoint.parameters))
      }
    }
    Pages.add(to: router)
    return router
  }
}
