using System.Globalization;
using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;

namespace Wfn.Tool.Export.C;

/// <summary>The loops of every integer operation, as <c>Wfn.Reference</c> defines them.</summary>
internal static class COperations
{
    /// <summary>Writes an operation.</summary>
    /// <param name="c">Where to.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="tensors">All tensors by name.</param>
    /// <param name="place">The C expression of a tensor's first element.</param>
    public static void Write(CWriter c, FixedPointOperation operation, IReadOnlyDictionary<string, FixedPointTensor> tensors, Func<string, string> place)
    {
        var (x, y) = (place(operation.Inputs[0]), place(operation.Output));
        var (from, to) = (tensors[operation.Inputs[0]], tensors[operation.Output]);
        var count = to.Shape.ElementCount;
        var range = Invariant($"{to.Format.Minimum}, {to.Format.Maximum}");
        switch (operation)
        {
            case ConvolutionOperation convolution:
                Convolution(c, convolution, from, to, x, y, range);
                break;
            case LinearOperation linear:
                Linear(c, linear, from, x, y, range);
                break;
            case MatrixProductOperation product:
                MatrixProduct(c, product, from, tensors[product.Inputs[1]], to, x, place(product.Inputs[1]), y, range);
                break;
            case ChannelAffineOperation affine:
                var (factors, offsets) = (c.Array("factors", affine.Factors), c.Array("offsets", affine.Offsets));
                var plane = count / affine.Factors.Count;
                c.Line($"{{ int32_t i; for (i = 0; i < {count}; i++) {y}[i] = PREFIX_rescale((int64_t){x}[i] * {factors}[i / {plane}] + {offsets}[i / {plane}], {affine.Shift}, {range}); }}");
                break;
            case SumOperation sum:
                var (a, b) = (Operand(c, from.Shape, x, to), Second(c, sum, sum.Constant, tensors, place, to));
                string Term(string value, int i) => Invariant($"{(sum.Negated[i] ? "-" : "")}((int64_t){value} * ((int64_t)1 << {sum.LeftShifts[i]}))");
                c.Line($"{{ int32_t i; for (i = 0; i < {count}; i++) {y}[i] = PREFIX_rescale({Term(a, 0)} + {Term(b, 1)}, {sum.Shift}, {range}); }}");
                break;
            case ProductOperation product:
                var (first, second) = (Operand(c, from.Shape, x, to), Second(c, product, product.Constant, tensors, place, to));
                c.Line($"{{ int32_t i; for (i = 0; i < {count}; i++) {y}[i] = PREFIX_rescale((int64_t){first} * {second}, {product.Shift}, {range}); }}");
                break;
            case ClampOperation clamp:
                c.Line($"{{ int32_t i; for (i = 0; i < {count}; i++) {y}[i] = PREFIX_clamp(PREFIX_clamp(PREFIX_shift({x}[i], {clamp.Shift}), {clamp.Minimum}, {clamp.Maximum}), {range}); }}");
                break;
            case MaxPoolOperation pool:
                Window(c, pool.Window, from, to, x, y, "int32_t best = INT32_MIN;", "if (v > best) best = v;", "", "best");
                break;
            case AveragePoolOperation pool:
                AveragePool(c, pool, from, to, x, y, range);
                break;
            case TableOperation table:
                var values = c.Array("table", table.Table);
                c.Line($"{{ int32_t i; for (i = 0; i < {count}; i++) {y}[i] = {values}[{x}[i] - ({from.Format.Minimum})]; }}");
                break;
            case SoftmaxOperation softmax:
                Softmax(c, softmax, to, x, y, range);
                break;
            case ReshapeOperation:
                c.Line($"PREFIX_copy({x}, {y}, {count});");
                break;
            case TransposeOperation transpose:
                Gather(c, IndexMap.Transpose(from.Shape, transpose.Permutation), x, y, 0);
                break;
            case SliceOperation slice:
                Gather(c, IndexMap.Slice(from.Shape, to.Shape, slice.Starts, slice.Steps), x, y, 0);
                break;
            case GatherOperation gather:
                Gather(c, IndexMap.Gather(from.Shape, gather.Axis, gather.Indices), x, y, 0);
                break;
            case PadOperation pad:
                Gather(c, IndexMap.Pad(from.Shape, to.Shape, pad.Before, pad.Mode), x, y, pad.Value);
                break;
            case ConcatOperation concat:
                Concat(c, concat, tensors, place, to, y, range);
                break;
            default:
                throw new NotSupportedException($"{operation.GetType().Name} has no C");
        }
    }

    private static void Convolution(CWriter c, ConvolutionOperation operation, FixedPointTensor from, FixedPointTensor to, string x, string y, string range)
    {
        var (starts, terms, indices) = Weights(c, operation.Weights);
        var bias = c.Array("bias", operation.Bias);
        var window = operation.Window;
        var inputs = from.Shape[0] / operation.Groups;
        var outputs = to.Shape[0] / operation.Groups;
        c.Line($"{{ int32_t o, p, q, i, a, b; for (o = 0; o < {to.Shape[0]}; o++) for (p = 0; p < {to.Shape[1]}; p++) for (q = 0; q < {to.Shape[2]}; q++) {{");
        c.Line($"  uint32_t sum = (uint32_t){bias}[o];");
        c.Line($"  for (i = 0; i < {inputs}; i++) for (a = 0; a < {window.KernelHeight}; a++) for (b = 0; b < {window.KernelWidth}; b++) {{");
        c.Line($"    int32_t row = p * {window.StrideHeight} + a * {window.DilationHeight} - {window.PadTop}, col = q * {window.StrideWidth} + b * {window.DilationWidth} - {window.PadLeft};");
        c.Line($"    if (row >= 0 && row < {from.Shape[1]} && col >= 0 && col < {from.Shape[2]})");
        c.Line($"      sum += PREFIX_times({x}[((o / {outputs} * {inputs} + i) * {from.Shape[1]} + row) * {from.Shape[2]} + col], {starts}, {terms}, {indices}[((o * {inputs} + i) * {window.KernelHeight} + a) * {window.KernelWidth} + b]);");
        c.Line($"  }}");
        c.Line($"  {y}[(o * {to.Shape[1]} + p) * {to.Shape[2]} + q] = PREFIX_rescale((int32_t)sum, {operation.Shift}, {range}); }} }}");
    }

    private static void Linear(CWriter c, LinearOperation operation, FixedPointTensor from, string x, string y, string range)
    {
        var (starts, terms, indices) = Weights(c, operation.Weights);
        var bias = c.Array("bias", operation.Bias);
        var outputs = operation.Bias.Count;
        var inputs = operation.Weights.Indices.Count / outputs;
        c.Line($"{{ int32_t r, o, i; for (r = 0; r < {from.Shape.ElementCount / inputs}; r++) for (o = 0; o < {outputs}; o++) {{");
        c.Line($"  uint32_t sum = (uint32_t){bias}[o];");
        c.Line($"  for (i = 0; i < {inputs}; i++) sum += PREFIX_times({x}[r * {inputs} + i], {starts}, {terms}, {indices}[o * {inputs} + i]);");
        c.Line($"  {y}[r * {outputs} + o] = PREFIX_rescale((int32_t)sum, {operation.Shift}, {range}); }} }}");
    }

    private static void MatrixProduct(
        CWriter c, MatrixProductOperation operation, FixedPointTensor left, FixedPointTensor right, FixedPointTensor to, string x, string z, string y, string range)
    {
        var (rows, columns, inner) = (to.Shape[to.Shape.Rank - 2], to.Shape[to.Shape.Rank - 1], left.Shape[left.Shape.Rank - 1]);
        var pairs = MatrixBatch.Pairs(left.Shape, right.Shape, to.Shape);
        var (lefts, rights) = (c.Array("matrices", [.. pairs.Select(p => p.Left)]), c.Array("matrices", [.. pairs.Select(p => p.Right)]));
        c.Line($"{{ int32_t m, r, k, i; for (m = 0; m < {pairs.Length}; m++) for (r = 0; r < {rows}; r++) for (k = 0; k < {columns}; k++) {{ int64_t sum = 0;");
        c.Line($"  for (i = 0; i < {inner}; i++) sum += (int64_t){x}[({lefts}[m] * {rows} + r) * {inner} + i] * {z}[({rights}[m] * {inner} + i) * {columns} + k];");
        c.Line($"  {y}[(m * {rows} + r) * {columns} + k] = PREFIX_rescale(sum, {operation.Shift}, {range}); }} }}");
    }

    private static void AveragePool(CWriter c, AveragePoolOperation pool, FixedPointTensor from, FixedPointTensor to, string x, string y, string range)
    {
        var reciprocals = c.Array("reciprocals", pool.Reciprocals);
        var bottom = from.Shape[1] + pool.Window.PadBottom - pool.UncountedBottom;
        var right = from.Shape[2] + pool.Window.PadRight - pool.UncountedRight;
        var counted = pool.CountPadding ? Invariant($"else if (row < {bottom} && col < {right}) n++;") : "";
        Window(
            c,
            pool.Window,
            from,
            to,
            x,
            y,
            "int64_t sum = 0; int32_t n = 0;",
            "sum += v; n++;",
            counted,
            Invariant($"PREFIX_rescale(PREFIX_shift(sum, {pool.SumShift}) * {reciprocals}[n], {pool.Shift}, {range})"));
    }

    private static void Window(
        CWriter c, SlidingWindow window, FixedPointTensor from, FixedPointTensor to, string x, string y, string begin, string visit, string outside, string result)
    {
        c.Line($"{{ int32_t o, p, q, a, b; for (o = 0; o < {to.Shape[0]}; o++) for (p = 0; p < {to.Shape[1]}; p++) for (q = 0; q < {to.Shape[2]}; q++) {{ {begin}");
        c.Line($"  for (a = 0; a < {window.KernelHeight}; a++) for (b = 0; b < {window.KernelWidth}; b++) {{");
        c.Line($"    int32_t row = p * {window.StrideHeight} + a * {window.DilationHeight} - {window.PadTop}, col = q * {window.StrideWidth} + b * {window.DilationWidth} - {window.PadLeft};");
        c.Line($"    if (row >= 0 && row < {from.Shape[1]} && col >= 0 && col < {from.Shape[2]}) {{ int32_t v = {x}[(o * {from.Shape[1]} + row) * {from.Shape[2]} + col]; {visit} }} {outside}");
        c.Line($"  }}");
        c.Line($"  {y}[(o * {to.Shape[1]} + p) * {to.Shape[2]} + q] = {result}; }} }}");
    }

    private static void Softmax(CWriter c, SoftmaxOperation softmax, FixedPointTensor to, string x, string y, string range)
    {
        var exponentials = c.Array("exponentials", softmax.Exponentials);
        var extent = to.Shape[softmax.Axis];
        var inner = RowMajor.Count(to.Shape, softmax.Axis + 1, to.Shape.Rank);
        var lines = RowMajor.Count(to.Shape, 0, softmax.Axis) * inner;
        var distance = Invariant($"(int64_t)best - {x}[s + k * {inner}]");
        var value = Invariant($"({distance} < {softmax.Exponentials.Count} ? {exponentials}[{distance}] : 0)");
        c.Line($"{{ int32_t l, k; for (l = 0; l < {lines}; l++) {{ int32_t s = l / {inner} * {extent * inner} + l % {inner}, best = {x}[s]; int64_t sum = 0;");
        c.Line($"  for (k = 1; k < {extent}; k++) if ({x}[s + k * {inner}] > best) best = {x}[s + k * {inner}];");
        c.Line($"  for (k = 0; k < {extent}; k++) sum += {value};");
        c.Line($"  for (k = 0; k < {extent}; k++) {y}[s + k * {inner}] = PREFIX_clamp((((int64_t){value} << {to.Format.FractionBits}) + sum / 2) / sum, {range}); }} }}");
    }

    private static void Gather(CWriter c, int[] map, string x, string y, int constant)
    {
        var indices = c.Array("map", map);
        var value = map.Contains(IndexMap.None) ? Invariant($"{indices}[i] < 0 ? {constant} : {x}[{indices}[i]]") : $"{x}[{indices}[i]]";
        c.Line($"{{ int32_t i; for (i = 0; i < {map.Length}; i++) {y}[i] = {value}; }}");
    }

    private static void Concat(
        CWriter c, ConcatOperation concat, IReadOnlyDictionary<string, FixedPointTensor> tensors, Func<string, string> place, FixedPointTensor to, string y, string range)
    {
        var inner = RowMajor.Count(to.Shape, concat.Axis + 1, to.Shape.Rank);
        var start = 0;
        foreach (var (input, shift) in concat.Inputs.Zip(concat.Shifts))
        {
            var shape = tensors[input].Shape;
            var length = shape[concat.Axis] * inner;
            c.Line($"{{ int32_t i; for (i = 0; i < {shape.ElementCount}; i++) {y}[(i / {length} * {to.Shape[concat.Axis]} + {start}) * {inner} + i % {length}] = PREFIX_rescale({place(input)}[i], {shift}, {range}); }}");
            start += shape[concat.Axis];
        }
    }

    private static (string Starts, string Terms, string Indices) Weights(CWriter c, IndexedWeights weights)
    {
        var starts = new List<int> { 0 };
        var terms = new List<int>();
        for (var value = 0; value < weights.Codebook.Count; value++)
        {
            terms.AddRange(weights.Codebook.Terms(value).Select(t => t.Negative ? ~t.Exponent : t.Exponent));
            starts.Add(terms.Count);
        }

        return (c.Array("starts", "uint16_t", starts), c.Array("terms", "int16_t", terms), c.Array("weights", [.. weights.Indices.Select(i => (int)i)]));
    }

    private static string Second(
        CWriter c,
        FixedPointOperation operation,
        ConstantOperation? constant,
        IReadOnlyDictionary<string, FixedPointTensor> tensors,
        Func<string, string> place,
        FixedPointTensor to) => constant is null
        ? Operand(c, tensors[operation.Inputs[1]].Shape, place(operation.Inputs[1]), to)
        : Operand(c, constant.Shape, c.Array("constant", constant.Values), to);

    // The element that element i of the result reads.
    private static string Operand(CWriter c, TensorShape shape, string place, FixedPointTensor to) => shape.ElementCount == to.Shape.ElementCount
        ? $"{place}[i]"
        : $"{place}[{c.Array("map", IndexMap.Broadcast(shape, to.Shape))}[i]]";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
