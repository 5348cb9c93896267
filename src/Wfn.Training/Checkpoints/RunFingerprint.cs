using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Checkpoints;

/// <summary>Tells runs apart that would not end the same: by everything that decides a run's result.</summary>
internal static class RunFingerprint
{
    /// <summary>SHA-256 over the networks, the data, the options (the number of threads among them) and the version.</summary>
    /// <param name="networks">The networks.</param>
    /// <param name="train">Training data.</param>
    /// <param name="validation">Data to choose by.</param>
    /// <param name="options">The options as a text.</param>
    public static byte[] Of(
        IReadOnlyList<NetworkGraph> networks,
        LabelledData train,
        LabelledData validation,
        string options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, options);
        Add(hash, typeof(RunFingerprint).Assembly.GetName().Version?.ToString() ?? "");
        foreach (var network in networks)
        {
            Add(hash, WfnWriter.WriteStructure(network));
            foreach (var parameter in network.Parameters)
            {
                Add<float>(hash, parameter.Values.AsSpan());
            }
        }

        Add(hash, train);
        Add(hash, validation);
        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, LabelledData data)
    {
        if (data.InParts is { } parts)
        {
            Add(hash, parts.Key);
            Add(hash, parts.Chosen);
        }
        else
        {
            Add<float>(hash, data.Samples.Span);
        }

        Add<int>(hash, data.Labels.Span);
        Add(hash, data.Targets.Task?.ToString() ?? "");
        Add<float>(hash, data.Targets is ValueTargets numbers ? numbers.Values.Span : default);
    }

    private static void Add(IncrementalHash hash, string text) => Add<byte>(hash, Encoding.UTF8.GetBytes(text));

    private static void Add<T>(IncrementalHash hash, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        hash.AppendData(BitConverter.GetBytes(values.Length));
        hash.AppendData(MemoryMarshal.AsBytes(values));
    }
}
