using System.Globalization;
using System.Text;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Integers;
using Wfn.Lowering;

namespace Wfn.Tool.Export.C;

/// <summary>
/// A calibrated network as one C99 header: tables, and loops that a reader can follow. Weights are signed sums of powers of two, and the
/// loops add and shift by them; the results have the bits of the generated C#.
/// </summary>
internal static class CHeader
{
    /// <summary>Writes the header.</summary>
    /// <param name="artifact">An artifact with activation formats.</param>
    /// <param name="name">What every name of the header begins with, a C identifier in lower case.</param>
    /// <param name="path">The artifact's path, for messages.</param>
    /// <exception cref="WfnException">It has no activation formats (WFN3004), or a node has no integer form (WFN1003).</exception>
    public static string Of(WfnArtifact artifact, string name, string path)
    {
        if (artifact.ActivationFormats.IsEmpty)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption, "a C header computes in fixed point, and the artifact has no activation formats; compress with --calibration", path);
        }

        var network = FixedPointLowering.Lower(artifact);
        if (network.Operations.OfType<Float32Operation>().FirstOrDefault() is { } real)
        {
            throw new WfnException(
                DiagnosticCodes.UnsupportedOperator, $"node {DataName.Quote(real.Name)} has no integer form, which a C header needs", path);
        }

        var writer = new CWriter(name);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var workspace = 0;
        foreach (var tensor in network.Tensors.Where(t => !network.Inputs.Contains(t.Name)))
        {
            places.Add(tensor.Name, workspace);
            workspace += tensor.Shape.ElementCount;
        }

        var tensors = network.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        string Place(string tensor) => Array.IndexOf([.. network.Inputs], tensor) is >= 0 and var input
            ? Invariant($"in{input}")
            : Invariant($"(w + {places[tensor]})");
        foreach (var operation in network.Operations)
        {
            writer.Line($"/* {Comment(operation.Name)} */");
            COperations.Write(writer, operation, tensors, Place);
        }

        return Text(artifact, network, name, writer, workspace, Place);
    }

    private static string Text(WfnArtifact artifact, FixedPointNetwork network, string name, CWriter writer, int workspace, Func<string, string> place)
    {
        var upper = name.ToUpperInvariant();
        var tensors = network.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(Invariant(line)).Append('\n');
        Line($"/* Made by 'dotnet wfn export' of {Comment(artifact.Source.FileName)}. C99, nothing but the standard's headers.");
        Line($" * {name}_infer computes on integers q that stand for q * 2^-F; {name}_infer_float converts. Both need a workspace of");
        Line($" * {upper}_WORKSPACE int32_t, one for each thread. */");
        Line($"#ifndef {upper}_H");
        Line($"#define {upper}_H");
        Line($"#include <stdint.h>");
        Line($"#define {upper}_WORKSPACE {Math.Max(1, workspace)}");
        Ports(text, upper, "INPUT", network.Inputs.Select(i => tensors[i]));
        Ports(text, upper, "OUTPUT", network.Outputs.Select(o => tensors[o]));
        text.Append(writer.Tables).Append(CRuntime.Text.Replace("WFN_", name + "_", StringComparison.Ordinal));

        string Parameters(string type) => string.Join(
            ", ",
            network.Inputs.Select((_, i) => Invariant($"const {type} *in{i}"))
                .Concat(network.Outputs.Select((_, i) => Invariant($"{type} *out{i}")))
                .Append("int32_t *w"));
        Line($"static void {name}_infer({Parameters("int32_t")}) {{");
        text.Append(writer.Statements);
        foreach (var (output, i) in network.Outputs.Select((o, i) => (o, i)))
        {
            Line($"    {name}_copy({place(output)}, out{i}, {tensors[output].Shape.ElementCount});");
        }

        Line($"}}");
        Line($"static void {name}_infer_float({Parameters("float")}) {{");
        foreach (var port in network.Inputs.Concat(network.Outputs).Select((p, i) => (Tensor: tensors[p], Index: i)))
        {
            Line($"    static int32_t q{port.Index}[{port.Tensor.Shape.ElementCount}];");
        }

        foreach (var (input, i) in network.Inputs.Select((p, i) => (tensors[p], i)))
        {
            var format = input.Format;
            Line($"    {name}_quantize(in{i}, q{i}, {input.Shape.ElementCount}, {format.FractionBits}, {format.Minimum}, {format.Maximum});");
        }

        var ports = string.Join(", ", Enumerable.Range(0, network.Inputs.Count + network.Outputs.Count).Select(i => Invariant($"q{i}")));
        Line($"    {name}_infer({ports}, w);");
        foreach (var (output, i) in network.Outputs.Select((p, i) => (tensors[p], i)))
        {
            Line($"    {name}_dequantize(q{network.Inputs.Count + i}, out{i}, {output.Shape.ElementCount}, {output.Format.FractionBits});");
        }

        Line($"}}");
        Line($"#endif");
        return text.ToString();
    }

    private static void Ports(StringBuilder text, string upper, string role, IEnumerable<FixedPointTensor> tensors)
    {
        foreach (var (tensor, i) in tensors.Select((t, i) => (t, i)))
        {
            text.Append(Invariant($"/* {Comment(tensor.Name)}: {tensor.Shape}, q from {tensor.Format.Minimum} to {tensor.Format.Maximum} */\n"))
                .Append(Invariant($"#define {upper}_{role}{i}_LENGTH {tensor.Shape.ElementCount}\n"))
                .Append(Invariant($"#define {upper}_{role}{i}_FRACTION_BITS {tensor.Format.FractionBits}\n"));
        }
    }

    // A name of the model is data: ASCII, and no end of a comment.
    private static string Comment(string data) => string.Concat(data.Take(100).Select(c => c is >= ' ' and <= '~' and not ('*' or '/' or '\\' or '?') ? c : '_'));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
