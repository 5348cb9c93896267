using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;

namespace Wfn.Generator.Emit;

/// <summary>
/// Fully connected layers whose additions stand in the code: for every output the inputs grouped by power of two, each group
/// shifted once.
/// </summary>
internal static class InlineText
{
    // Additions of one method, unless a single output has more: far below what the JIT compiles with optimisation.
    private const int AdditionsPerMethod = 512;

    /// <summary>The methods of a layer, over <c>x</c> and <c>y</c>.</summary>
    public static IEnumerable<InlineMethod> Of(KernelCall call, ModelCode code)
    {
        var layer = call.State!;
        var weights = ((IndicesValue)layer["indices"]).Weights;
        var bias = ((IntegersValue)layer["bias"]).Values;
        var sums = Enumerable.Range(0, bias.Count).Select(output => new OutputSum(weights, bias, output)).ToArray();
        var first = 0;
        while (first < sums.Length)
        {
            var end = first + 1;
            for (var additions = sums[first].Additions; end < sums.Length && additions + sums[end].Additions <= AdditionsPerMethod; end++)
            {
                additions += sums[end].Additions;
            }

            var part = end - first == sums.Length ? "" : $", outputs {CSharpText.Number(first)} to {CSharpText.Number(end - 1)}";
            var comment = $"{CSharpText.Comment(call.Node)}: {CSharpText.Comment(call.What)}{part}";
            var name = "Inline" + CSharpText.Number(code.InlineMethods.Count);
            yield return new InlineMethod(name, comment, Lines(Rescale(layer, code), sums.Skip(first).Take(end - first)));
            first = end;
        }
    }

    private static string Rescale(KernelObject layer, ModelCode code)
    {
        var rescale = ((ObjectValue)layer["rescale"]).Made;
        return $"new {code.Kernel(rescale.Type)}({string.Join(", ", rescale.Arguments.Select(a => $"{a.Name}: {CSharpText.Number(((IntegerValue)a.Value).Value)}"))})";
    }

    // Inputs and outputs from the last one on: the first check of an index is then the only one.
    private static List<string> Lines(string rescale, IEnumerable<OutputSum> sums)
    {
        var used = new SortedSet<int>(sums.SelectMany(s => s.Used));
        return
        [
            $"var rescale = {rescale};",
            .. used.Reverse().Select(i => $"int {Input(i)} = x[{CSharpText.Number(i)}];"),
            .. sums.Reverse().Select(s => $"y[{CSharpText.Number(s.Output)}] = rescale.Apply({s.Text});"),
        ];
    }

    private static string Input(int input) => "x" + CSharpText.Number(input);

    // An output's bias and, power of two by power of two, its inputs.
    private sealed class OutputSum
    {
        private const string NoBias = "0 + ";
        private const int LongestLine = 100;
        private readonly SortedDictionary<int, (List<string> Added, List<string> Subtracted)> groups = [];

        public OutputSum(IndexedWeights weights, EquatableArray<int> bias, int output)
        {
            Output = output;
            var inputs = weights.Indices.Count / bias.Count;
            for (var input = 0; input < inputs; input++)
            {
                var mantissa = weights.Codebook.Mantissas[weights.Indices[(output * inputs) + input]];
                foreach (var digit in SignedDigit.NonAdjacentForm(mantissa))
                {
                    Add(input, digit);
                }
            }

            var parts = groups.Select(g => Group(g.Key, g.Value.Added, g.Value.Subtracted)).Prepend(CSharpText.Number(bias[output])).ToArray();
            var text = string.Join(" ", parts);
            Text = text.Length > LongestLine ? "\n    " + string.Join("\n    ", parts)
                : text.StartsWith(NoBias, StringComparison.Ordinal) ? text.Substring(NoBias.Length) : text;
        }

        public int Output { get; }

        public int Additions { get; private set; }

        public SortedSet<int> Used { get; } = [];

        public string Text { get; }

        private void Add(int input, SignedDigit digit)
        {
            if (!groups.TryGetValue(digit.Exponent, out var group))
            {
                group = ([], []);
                groups.Add(digit.Exponent, group);
            }

            (digit.Negative ? group.Subtracted : group.Added).Add(Input(input));
            Used.Add(input);
            Additions++;
        }

        // A group of which nothing is added is subtracted as a whole.
        private static string Group(int exponent, List<string> added, List<string> subtracted)
        {
            if (exponent == 0)
            {
                return string.Join(" ", added.Select(a => "+ " + a).Concat(subtracted.Select(s => "- " + s)));
            }

            var (sign, head, tail) = added.Count > 0 ? ("+ ", added, subtracted) : ("- ", subtracted, added);
            var terms = string.Join(" + ", head) + string.Concat(tail.Select(t => " - " + t));
            return $"{sign}({(head.Count + tail.Count == 1 ? terms : $"({terms})")} << {CSharpText.Number(exponent)})";
        }
    }
}
