using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Wfn.EndToEnd.Tests;

/// <summary>Serves a folder to this machine alone, on a port that is free.</summary>
internal sealed class StaticFileServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<string> requests = [];
    private readonly string folder;
    private readonly Task serving;

    public StaticFileServer(string folder)
    {
        this.folder = folder;
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/");
        listener.Prefixes.Add(Address);
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>The folder's address.</summary>
    public string Address { get; }

    /// <summary>What was asked for so far, a line each.</summary>
    public string Requests => string.Join('\n', requests);

    public void Dispose()
    {
        listener.Close();
        serving.Wait();
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                Answer(await listener.GetContextAsync());
            }
            catch (Exception error) when (error is ObjectDisposedException or HttpListenerException)
            {
                if (!listener.IsListening)
                {
                    return;
                }
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        var file = Path.Combine(folder, path == "/" ? "index.html" : path.TrimStart('/'));
        using var response = context.Response;
        if (!File.Exists(file))
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
        }
        else
        {
            response.ContentType = Path.GetExtension(file) switch
            {
                ".html" => "text/html; charset=utf-8",
                ".js" => "text/javascript",
                ".css" => "text/css",
                ".json" => "application/json",
                ".wasm" => "application/wasm",
                _ => "application/octet-stream",
            };
            response.OutputStream.Write(File.ReadAllBytes(file));
        }

        requests.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{response.StatusCode} {path}"));
    }
}
