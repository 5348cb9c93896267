using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Artifact;

/// <summary>Writes .wfn files; docs/artifact-format.md describes them.</summary>
public static class WfnWriter
{
    /// <summary>
    /// The text of a .wfn file: ASCII, LF line ends, the same for equal artifacts on every machine.
    /// </summary>
    /// <param name="artifact">
    /// The artifact; of a fixed parameter only the indices are written, its values follow from them.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The artifact contradicts itself (an index off the codebook, a tensor of the wrong length).
    /// </exception>
    public static string Write(WfnArtifact artifact)
    {
        var tensors = artifact.Tensors.ToDictionary(t => t.Parameter, StringComparer.Ordinal);
        var counts = CountIndices(artifact, tensors);
        var text = new StringBuilder();
        WriteHeader(text, artifact, tensors, counts);
        WriteChecksum(text);
        WritePayloads(text, artifact, tensors, new NetworkIndices(artifact.Codebook, counts));
        return text.Append("end\n").ToString();
    }

    /// <summary>A network's structure as a .wfn file tells it: equal networks, and only they, give equal texts; values aside.</summary>
    public static string WriteStructure(NetworkGraph graph)
    {
        var text = new StringBuilder();
        WriteGraph(text, graph, []);
        return text.ToString();
    }

    private static long[] CountIndices(WfnArtifact artifact, Dictionary<string, FixedTensor> tensors)
    {
        var counts = new long[artifact.Codebook.Count];
        var found = 0;
        foreach (var parameter in artifact.Graph.Parameters)
        {
            if (!tensors.TryGetValue(parameter.Name, out var tensor))
            {
                continue;
            }

            found++;
            if (tensor.Indices.Count != parameter.Shape.ElementCount || !parameter.IsFixable)
            {
                throw new ArgumentException($"the fixed tensor '{tensor.Parameter}' does not fit its parameter", nameof(artifact));
            }

            foreach (var index in tensor.Indices)
            {
                if (index >= counts.Length)
                {
                    throw new ArgumentException($"the fixed tensor '{tensor.Parameter}' has an index off the codebook", nameof(artifact));
                }

                counts[index]++;
            }
        }

        return found == tensors.Count
            ? counts
            : throw new ArgumentException("a fixed tensor has no parameter in the graph", nameof(artifact));
    }

    private static void WriteHeader(
        StringBuilder text, WfnArtifact artifact, Dictionary<string, FixedTensor> tensors, long[] counts)
    {
        new ArtifactLineWriter(text, $"wfn {WfnArtifact.CurrentVersion}").End();
        new ArtifactLineWriter(text, "source").Text("name", artifact.Source.FileName).Word("sha256", artifact.Source.Sha256).End();
        foreach (var option in artifact.Options)
        {
            new ArtifactLineWriter(text, "option").Text("name", option.Name).Text("value", option.Value).End();
        }

        WriteGraph(text, artifact.Graph, tensors);
        WriteCodebook(text, artifact.Codebook, counts);
        foreach (var parameter in artifact.Graph.Parameters)
        {
            if (tensors.TryGetValue(parameter.Name, out var tensor))
            {
                var own = IndexCounts.Of(tensor.Indices.AsSpan(), counts.Length);
                IndexStatistics.Of(own, artifact.Codebook).Write(new ArtifactLineWriter(text, "tensor").Text("name", parameter.Name)).End();
            }
        }

        foreach (var activation in artifact.ActivationFormats)
        {
            new ArtifactLineWriter(text, "activation")
                .Text("name", activation.Value)
                .Word("format", activation.Format.IsSigned ? "signed" : "unsigned")
                .Number("bits", activation.Format.Bits)
                .Number("fractionBits", activation.Format.FractionBits)
                .End();
        }

        foreach (var measurement in artifact.Measurements)
        {
            new ArtifactLineWriter(text, "measurement")
                .Text("name", measurement.Name)
                .Number("value", measurement.Value)
                .Number("samples", measurement.Samples)
                .Text("data", measurement.Data)
                .End();
        }
    }

    private static void WriteGraph(StringBuilder text, NetworkGraph graph, Dictionary<string, FixedTensor> tensors)
    {
        new ArtifactLineWriter(text, "graph").Text("name", graph.Name).End();
        foreach (var input in graph.Inputs)
        {
            TensorShapeText.Write(
                ElementTypeText.WriteGiven(
                    ElementTypeText.Write(new ArtifactLineWriter(text, "input").Text("name", input.Name), input.Element), input.Given), input.Shape).End();
        }

        foreach (var output in graph.Outputs)
        {
            TensorShapeText.Write(
                ElementTypeText.WriteGiven(
                    ElementTypeText.Write(new ArtifactLineWriter(text, "output").Text("name", output.Name), output.Element), output.Given), output.Shape).End();
        }

        foreach (var parameter in graph.Parameters)
        {
            TensorShapeText.Write(
                new ArtifactLineWriter(text, "parameter")
                    .Text("name", parameter.Name)
                    .Word("role", ParameterRoleText.Words[(int)parameter.Role])
                    .Word("stored", tensors.ContainsKey(parameter.Name) ? "indices" : "float32"),
                parameter.Shape).End();
        }

        foreach (var node in graph.Nodes)
        {
            NodeLine.Write(text, node);
        }
    }

    private static void WriteCodebook(StringBuilder text, Codebook codebook, long[] counts)
    {
        IndexStatistics.Of(counts, codebook).Write(
            new ArtifactLineWriter(text, "codebook").Number("values", codebook.Count).Number("fractionBits", codebook.FractionBits)).End();
        for (var index = 0; index < codebook.Count; index++)
        {
            CodebookLine.Write(text, codebook, index, counts[index]);
        }
    }

    private static void WriteChecksum(StringBuilder text)
    {
        var checksum = new Crc32();
        checksum.Add(text.ToString().AsSpan());
        new ArtifactLineWriter(text, "checksum").Word("crc32", checksum.ToString()).End();
    }

    private static void WritePayloads(
        StringBuilder text, WfnArtifact artifact, Dictionary<string, FixedTensor> tensors, NetworkIndices network)
    {
        foreach (var parameter in artifact.Graph.Parameters)
        {
            if (tensors.TryGetValue(parameter.Name, out var tensor))
            {
                PayloadText.Write(text, parameter.Name, IndexPayload.Encode(tensor.Indices.AsSpan(), parameter.Shape, network));
            }
            else
            {
                PayloadText.WriteFloats(text, parameter.Name, FloatBytes(parameter));
            }
        }
    }

    private static byte[] FloatBytes(Parameter parameter)
    {
        var bits = MemoryMarshal.Cast<float, int>(parameter.Values.AsSpan());
        if (bits.Length != parameter.Shape.ElementCount)
        {
            throw new ArgumentException($"the parameter '{parameter.Name}' has not as many values as its shape", nameof(parameter));
        }

        var bytes = new byte[bits.Length * sizeof(float)];
        for (var i = 0; i < bits.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(float)), bits[i]);
        }

        return bytes;
    }
}
