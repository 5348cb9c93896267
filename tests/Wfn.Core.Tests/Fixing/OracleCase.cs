using System.Runtime.InteropServices;
using System.Text.Json;
using Wfn.Fixing;

namespace Wfn.Core.Tests.Fixing;

/// <summary>A weight vector and what the authors' published code made of it, round by round (tests/Oracle).</summary>
public sealed record OracleCase
{
    public required float[] Weights { get; init; }

    public required float[] Fixed { get; init; }

    public required FixingOptions Options { get; init; }

    public required int Unique { get; init; }

    public required double EntropyBits { get; init; }

    public required double ZeroFraction { get; init; }

    public required OracleRound[] Rounds { get; init; }

    private static string Folder => Repository.PathTo("tests/Oracle");

    /// <summary>The names of all cases that are there.</summary>
    public static IEnumerable<string> Names() =>
        Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static OracleCase Load(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));
        var root = json.RootElement;
        return new OracleCase
        {
            Weights = Floats(name + ".weights.f32"),
            Fixed = Floats(name + ".fixed.f32"),
            Options = new FixingOptions
            {
                Delta = root.GetProperty("delta").GetDouble(),
                ZeroThreshold = root.GetProperty("zeroThreshold").GetDouble(),
                Fractions = root.GetProperty("schedule").EnumerateArray().Select(e => e.GetDouble()).ToEquatableArray(),
                Recluster = true,
            },
            Unique = root.GetProperty("unique").GetInt32(),
            EntropyBits = root.GetProperty("entropyBits").GetDouble(),
            ZeroFraction = root.GetProperty("zeroFraction").GetDouble(),
            Rounds = [.. root.GetProperty("iterations").EnumerateArray().Select(OracleRound.Read)],
        };
    }

    private static float[] Floats(string file) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(Folder, file))).ToArray();
}

/// <summary>One round of a case.</summary>
public sealed record OracleRound(double Fraction, double Tolerance, int[] WeightsPerOrder, float[] Codebook)
{
    internal static OracleRound Read(JsonElement element) => new(
        element.GetProperty("fraction").GetDouble(),
        element.GetProperty("allowedDistance").GetDouble(),
        [.. element.GetProperty("weightsPerOrder").EnumerateArray().Select(e => e.GetInt32())],
        [.. element.GetProperty("codebook").EnumerateArray().Select(e => (float)e.GetDouble() + 0f)]);
}
