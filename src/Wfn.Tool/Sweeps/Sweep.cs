using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Wfn.Tool.Sweeps;

/// <summary>Compressions that do not depend on each other, of which the best is wanted for each network.</summary>
/// <param name="Networks">The networks, in the plan's order.</param>
/// <param name="Tasks">The compressions, in the plan's order.</param>
internal sealed record Sweep(IReadOnlyList<SweepNetwork> Networks, IReadOnlyList<SweepTask> Tasks);

/// <summary>A network of a sweep.</summary>
/// <param name="Name">Its name, good for a file.</param>
/// <param name="Model">Path of the model, relative to the plan's folder.</param>
/// <param name="Choose">The labelled data that results are compared on; null for what --validation, or else --eval, names.</param>
internal sealed record SweepNetwork(string Name, string Model, string? Choose);

/// <summary>One compression of a sweep.</summary>
/// <param name="Name">Its name, good for a folder.</param>
/// <param name="Network">Its network's name.</param>
/// <param name="Arguments">The command line, from <c>compress</c> on, without what it writes.</param>
internal sealed record SweepTask(string Name, string Network, IReadOnlyList<string> Arguments)
{
    /// <summary>Tells tasks of the same name but other options apart.</summary>
    [JsonIgnore]
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', Arguments))));
}
