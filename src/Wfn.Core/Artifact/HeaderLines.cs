using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Artifact;

/// <summary>The header of a .wfn file as read: everything but the payloads.</summary>
internal sealed class HeaderLines
{
    private readonly Dictionary<string, (ArtifactLine Line, IndexStatistics Statistics)> tensors = new(StringComparer.Ordinal);

    private HeaderLines(GraphLines graph) => Graph = graph;

    public SourceModel Source { get; private set; } = null!;

    public EquatableArray<ArtifactProperty> Options { get; private set; }

    /// <summary>The network, its parameters without values.</summary>
    public GraphLines Graph { get; }

    public Codebook Codebook { get; private set; } = null!;

    /// <summary>Weights of each codebook index in the whole network, as declared.</summary>
    public long[] Counts { get; private set; } = [];

    public EquatableArray<ActivationFormat> Formats { get; private set; }

    public EquatableArray<Measurement> Measurements { get; private set; }

    /// <summary>Reads from line 2 to the header's checksum.</summary>
    public static HeaderLines Read(ArtifactLines lines, int version)
    {
        var source = ReadSource(lines);
        var options = ReadOptions(lines);
        var header = new HeaderLines(GraphLines.Read(lines, version)) { Source = source, Options = options };
        header.ReadCodebook(lines);
        header.ReadTensors(lines);
        header.Formats = header.ReadFormats(lines);
        header.Measurements = ReadMeasurements(lines);
        lines.TakeChecksum();
        return header;
    }

    private static SourceModel ReadSource(ArtifactLines lines)
    {
        var line = lines.Take("source");
        var source = new SourceModel(line.Text("name"), line.Hexadecimal("sha256", 64));
        line.End();
        return source;
    }

    private static EquatableArray<ArtifactProperty> ReadOptions(ArtifactLines lines)
    {
        var options = new List<ArtifactProperty>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (lines.NextIs("option"))
        {
            var line = lines.Take("option");
            options.Add(new ArtifactProperty(line.Text("name"), line.Text("value")));
            line.End();
            if (!names.Add(options[options.Count - 1].Name))
            {
                throw line.Fail("name", "it is used twice");
            }
        }

        return options.ToEquatableArray();
    }

    private void ReadCodebook(ArtifactLines lines)
    {
        var line = lines.Take("codebook");
        var count = line.Integer("values", 0, Limits.CodebookValues);
        var fractionBits = line.Integer("fractionBits", 0, Limits.CodebookFractionBits);
        var declared = IndexStatistics.Read(line);
        line.End();
        var mantissas = new List<int>();
        var counts = new List<long>();
        while (mantissas.Count < count)
        {
            var valueLine = lines.Take("value");
            var (mantissa, weights) = CodebookLine.Read(valueLine, mantissas.Count, fractionBits);
            if (mantissas.Count > 0 && mantissa <= mantissas[mantissas.Count - 1])
            {
                throw valueLine.Fail("mantissa", "the values do not ascend");
            }

            mantissas.Add(mantissa);
            counts.Add(weights);
        }

        Codebook = new Codebook(fractionBits, mantissas.ToEquatableArray());
        Counts = [.. counts];
        Check(line, declared, IndexStatistics.Of(Counts, Codebook));
    }

    private void ReadTensors(ArtifactLines lines)
    {
        var total = 0L;
        foreach (var parameter in Graph.Graph.Parameters)
        {
            if (!Graph.Indexed.Contains(parameter.Name))
            {
                continue;
            }

            var line = lines.Take("tensor");
            if (line.Text("name") != parameter.Name)
            {
                throw line.Fail("name", "the tensors are not in the order of the parameters");
            }

            var statistics = IndexStatistics.Read(line);
            line.End();
            if (statistics.Weights != parameter.Shape.ElementCount)
            {
                throw line.Fail("weights", $"the parameter's shape {parameter.Shape} has {parameter.Shape.ElementCount} of them");
            }

            total += statistics.Weights;
            tensors.Add(parameter.Name, (line, statistics));
        }

        if (total != Counts.Sum())
        {
            throw lines.Fail(lines.Number, $"the codebook tells of {Counts.Sum()} weights, the tensors of {total}");
        }
    }

    private EquatableArray<ActivationFormat> ReadFormats(ArtifactLines lines)
    {
        var formats = new List<ActivationFormat>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (lines.NextIs("activation"))
        {
            var line = lines.Take("activation");
            var name = line.Text("name");
            if (!Graph.IsActivation(name) || !names.Add(name))
            {
                throw line.Fail("name", "it is no activation of the graph, or named twice");
            }

            var isSigned = line.Choice("format", ["unsigned", "signed"]) == 1;
            var bits = line.Integer("bits", 1, isSigned ? Limits.FormatBits : Limits.FormatBits - 1);
            var fractionBits = line.Integer("fractionBits", -Limits.FractionBits, Limits.FractionBits);
            formats.Add(new ActivationFormat(name, new FixedPointFormat(bits, isSigned, fractionBits)));
            line.End();
        }

        return formats.ToEquatableArray();
    }

    private static EquatableArray<Measurement> ReadMeasurements(ArtifactLines lines)
    {
        var measurements = new List<Measurement>();
        while (lines.NextIs("measurement"))
        {
            var line = lines.Take("measurement");
            measurements.Add(new Measurement(
                line.Text("name"), line.Double("value"), line.Integer("samples", 0, int.MaxValue), line.Text("data")));
            line.End();
        }

        return measurements.ToEquatableArray();
    }

    private static void Check(ArtifactLine line, IndexStatistics declared, IndexStatistics actual)
    {
        if (declared.FirstDifference(actual) is { } field)
        {
            throw line.Fail(field, "it is not what the weights come to");
        }
    }

    /// <summary>Checks the declared statistics of a tensor against its decoded indices.</summary>
    public void CheckTensor(string name, ReadOnlySpan<long> counts)
    {
        var (line, declared) = tensors[name];
        Check(line, declared, IndexStatistics.Of(counts, Codebook));
    }
}
