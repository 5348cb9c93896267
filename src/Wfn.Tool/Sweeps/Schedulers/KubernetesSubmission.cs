using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Wfn.Diagnostics;

namespace Wfn.Tool.Sweeps.Schedulers;

/// <summary>Hands jobs to the Kubernetes that kubectl would talk to: of $KUBECONFIG, ~/.kube/config, or the cluster that this runs in.</summary>
internal static class KubernetesSubmission
{
    private const string Variable = "KUBECONFIG";
    private const string DefaultNamespace = "default";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Creates the jobs of a manifest, one after another.</summary>
    /// <returns>Their names, and the namespace that they are in.</returns>
    /// <exception cref="WfnException">There is no configuration, no answer, or a job is refused (WFN3004, which says what is there by then).</exception>
    public static async Task<(string Namespace, string[] Jobs)> SubmitAsync(string manifest, CancellationToken cancellation)
    {
        var configuration = Configuration();
        using var client = new Kubernetes(configuration);
        var (space, created) = (configuration.Namespace is { Length: > 0 } own ? own : DefaultNamespace, new List<string>());
        foreach (var job in KubernetesYaml.LoadAllFromString(manifest, strict: true).Cast<V1Job>())
        {
            var name = job.Metadata.Name;
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(Limit);
                await client.BatchV1.CreateNamespacedJobAsync(job, space, cancellationToken: patience.Token).ConfigureAwait(false);
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
            {
                throw Refused(
                    $"there is a job {name} in namespace {space} already: these tasks were submitted before. 'kubectl delete job {name} --namespace {space}' takes it away", created, e);
            }
            catch (HttpOperationException e)
            {
                throw Refused($"{configuration.Host} refuses the job {name}: {(int)e.Response.StatusCode} {e.Response.ReasonPhrase}{Said(e.Response.Content)}", created, e);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                throw Refused($"{configuration.Host} does not answer: {e.InnerException?.Message ?? e.Message}", created, e);
            }

            created.Add(name);
        }

        return (space, [.. created]);
    }

    private static KubernetesClientConfiguration Configuration()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        var own = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        var isThere = string.IsNullOrEmpty(named)
            ? File.Exists(own) || KubernetesClientConfiguration.IsInCluster()
            : named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(File.Exists);
        if (!isThere)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption,
                $"there is no configuration of a Kubernetes: {(string.IsNullOrEmpty(named) ? $"{Variable} is not set, and {own} is not there" : $"{Variable} names {named}, which is not there")}; "
                    + "without --apply the jobs are written for 'kubectl apply -f -'");
        }

        try
        {
            return KubernetesClientConfiguration.BuildDefaultConfig();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library tells of damage by exceptions of many kinds.
            throw new WfnException(DiagnosticCodes.BadOption, $"the configuration of Kubernetes cannot be read: {e.Message}", string.IsNullOrEmpty(named) ? own : named, innerException: e);
        }
    }

    private static WfnException Refused(string what, List<string> created, Exception inner) => new(
        DiagnosticCodes.BadOption, what + (created.Count == 0 ? "" : $" (created before it: {string.Join(", ", created)})"), innerException: inner);

    // What is wrong, in a sentence of the server's.
    private static string Said(string? content)
    {
        try
        {
            return content is null || JsonSerializer.Deserialize<JsonElement>(content).GetProperty("message").GetString() is not { } message ? "" : $" ({message})";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "";
        }
    }
}
