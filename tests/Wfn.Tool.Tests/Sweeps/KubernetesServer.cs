using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Wfn.Tool.Tests.Sweeps;

/// <summary>As much of an API server as creating jobs asks for.</summary>
internal sealed class KubernetesServer : IDisposable
{
    private readonly HttpListener listener = new();

    public KubernetesServer(SweepCase sweep, string space)
    {
        var address = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        Configuration = sweep.Plan("kube.yaml", $$"""
            apiVersion: v1
            kind: Config
            current-context: here
            clusters:
              - name: here
                cluster:
                  server: "{{address}}"
            users:
              - name: me
                user:
                  token: secret
            contexts:
              - name: here
                context:
                  cluster: here
                  user: me
                  namespace: {{space}}
            """);
        _ = Task.Run(Serve);
    }

    public string Configuration { get; }

    /// <summary>Jobs by their names.</summary>
    public Dictionary<string, string> Created { get; } = new(StringComparer.Ordinal);

    public List<string> Paths { get; } = [];

    public string? Authorization { get; private set; }

    /// <summary>What is answered to everything; null to do what is asked for.</summary>
    public (int Status, string Message)? Answer { get; set; }

    public void Dispose() => listener.Close();

    private void Serve()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = listener.GetContext();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var body = reader.ReadToEnd();
            Paths.Add(context.Request.Url!.AbsolutePath);
            Authorization = context.Request.Headers["Authorization"];
            using var job = JsonDocument.Parse(body);
            var name = job.RootElement.GetProperty("metadata").GetProperty("name").GetString()!;
            var (status, message) = Answer ?? (Created.TryAdd(name, body) ? (201, "") : (409, $"jobs.batch \"{name}\" already exists"));
            using var response = context.Response;
            response.StatusCode = status;
            response.ContentType = "application/json";
            using var writer = new StreamWriter(response.OutputStream);
            writer.Write(status == 201 ? body : JsonSerializer.Serialize(new { kind = "Status", apiVersion = "v1", status = "Failure", message, code = status }));
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
