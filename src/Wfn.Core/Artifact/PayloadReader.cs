using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>Reads the payloads of a .wfn file and makes the parameters' values of them.</summary>
internal sealed class PayloadReader
{
    private readonly ArtifactLines lines;
    private readonly HeaderLines header;
    private readonly int version;
    private readonly NetworkIndices network;
    private readonly float[] values;
    private readonly long[] decodedCounts;

    public PayloadReader(ArtifactLines lines, HeaderLines header, int version)
    {
        this.version = version;
        this.lines = lines;
        this.header = header;
        network = new NetworkIndices(header.Codebook, header.Counts);
        values = Enumerable.Range(0, header.Codebook.Count).Select(header.Codebook.Value).ToArray();
        decodedCounts = new long[values.Length];
    }

    /// <summary>The fixed parameters read.</summary>
    public List<FixedTensor> Tensors { get; } = [];

    /// <summary>What the payloads take.</summary>
    public ArtifactSize Size { get; private set; } = new(0, 0, 0);

    /// <summary>Reads a payload for each parameter of the graph.</summary>
    public Parameter[] ReadAll()
    {
        var parameters = header.Graph.Graph.Parameters.ToArray();
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = header.Graph.Indexed.Contains(parameters[i].Name) ? ReadIndexed(parameters[i]) : ReadFloats(parameters[i]);
        }

        if (!decodedCounts.AsSpan().SequenceEqual(header.Counts))
        {
            throw lines.Fail(lines.Number, "the weights of the codebook's values are not those that the payloads hold");
        }

        return parameters;
    }

    private Parameter ReadIndexed(Parameter parameter)
    {
        var heading = PayloadText.ReadHeading(lines, parameter.Name, version);
        if (heading.Kind == PayloadText.FloatKind)
        {
            throw heading.Line.Fail("kind", "indices are expected");
        }

        if (heading.Kind == PayloadText.ContextKind && !network.HasContexts)
        {
            throw heading.Line.Fail("kind", $"no codebook of more than {AdaptiveModel.MostValues} values has contexts");
        }

        var weights = parameter.Shape.ElementCount;
        if (weights > 8L * heading.Length * SymbolModel.MaximumWeightsPerBit)
        {
            throw heading.Line.Fail("bytes", $"they cannot hold {weights} weights");
        }

        var payload = new IndexPayload(heading.Kind, heading.Context, PayloadText.ReadBytes(lines, heading));
        var indices = new ushort[weights];
        if (payload.Decode(parameter.Shape, network, indices) is { } error)
        {
            throw heading.Line.Fail(error);
        }

        var counts = IndexCounts.Of(indices, values.Length);
        header.CheckTensor(parameter.Name, counts);
        var floats = new float[weights];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = values[indices[i]];
        }

        for (var i = 0; i < counts.Length; i++)
        {
            decodedCounts[i] += counts[i];
        }

        Tensors.Add(new FixedTensor(parameter.Name, EquatableArray.TakeOwnership(indices)));
        Size = Size with { FixedWeights = Size.FixedWeights + weights, IndexBytes = Size.IndexBytes + heading.Length };
        return parameter with { Values = EquatableArray.TakeOwnership(floats) };
    }

    private Parameter ReadFloats(Parameter parameter)
    {
        var heading = PayloadText.ReadHeading(lines, parameter.Name, version);
        if (heading.Kind != PayloadText.FloatKind)
        {
            throw heading.Line.Fail("kind", "float32 is expected");
        }

        var needed = (long)parameter.Shape.ElementCount * sizeof(float);
        if (heading.Length != needed)
        {
            throw heading.Line.Fail("bytes", $"the parameter's shape {parameter.Shape} needs {needed}");
        }

        var bytes = PayloadText.ReadBytes(lines, heading);
        var bits = new int[parameter.Shape.ElementCount];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * sizeof(float)));
            if ((bits[i] & 0x7F800000) == 0x7F800000)
            {
                throw heading.Line.Fail($"value {i} is not finite");
            }
        }

        var floats = MemoryMarshal.Cast<int, float>(bits).ToArray();
        Size = Size with { StoredValues = Size.StoredValues + floats.Length };
        return parameter with { Values = EquatableArray.TakeOwnership(floats) };
    }
}
