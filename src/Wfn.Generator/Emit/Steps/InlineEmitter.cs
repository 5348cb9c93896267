using Wfn.Numerics;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>
/// Fully connected layers whose additions stand in the code: for every output the inputs grouped by power of two, each group
/// shifted once.
/// </summary>
internal static class InlineEmitter
{
    // Additions of one method, unless a single output has more: far below what the JIT compiles with optimisation.
    private const int AdditionsPerMethod = 512;

    /// <summary>Adds the methods and their calls.</summary>
    public static void Emit(InlineLinearStep step, ModelCode code)
    {
        var outputs = step.Bias.Count;
        var inputs = step.Weights.Indices.Count / outputs;
        var what = $"fully connected, {CSharpText.Number(inputs)} to {CSharpText.Number(outputs)}";
        var sums = Enumerable.Range(0, outputs).Select(o => new OutputSum(step, inputs, o)).ToArray();
        for (var first = 0; first < outputs;)
        {
            var end = first + 1;
            for (var additions = sums[first].Additions; end < outputs && additions + sums[end].Additions <= AdditionsPerMethod; end++)
            {
                additions += sums[end].Additions;
            }

            var part = end - first == outputs ? "" : $", outputs {CSharpText.Number(first)} to {CSharpText.Number(end - 1)}";
            var method = code.Inline(CSharpText.Comment(step.Node) + ": " + what + part, Lines(step, code, sums.Skip(first).Take(end - first)));
            code.Run(step, what + part, $"{method}({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
            first = end;
        }
    }

    // Inputs and outputs from the last one on: the first check of an index is then the only one.
    private static List<string> Lines(InlineLinearStep step, ModelCode code, IEnumerable<OutputSum> sums)
    {
        var used = new SortedSet<int>(sums.SelectMany(s => s.Used));
        return
        [
            $"var rescale = {CommonText.Rescale(step, code)};",
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

        public OutputSum(InlineLinearStep step, int inputs, int output)
        {
            Output = output;
            for (var input = 0; input < inputs; input++)
            {
                var mantissa = step.Weights.Codebook.Mantissas[step.Weights.Indices[(output * inputs) + input]];
                foreach (var digit in SignedDigit.NonAdjacentForm(mantissa))
                {
                    Add(input, digit);
                }
            }

            var parts = groups.Select(g => Group(g.Key, g.Value.Added, g.Value.Subtracted)).Prepend(CSharpText.Number(step.Bias[output])).ToArray();
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
