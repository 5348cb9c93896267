using CsCheck;

namespace Wfn.Kernels.Tests.Float;

public class FloatElementwiseTests
{
    private static readonly Gen<float> Value = Gen.OneOf(Gen.Float[-4, 4], Gen.OneOfConst(0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity));

    private static readonly Gen<FloatBounds> Bounds = Gen.OneOf(
        Gen.Const(new FloatBounds(float.NegativeInfinity, float.PositiveInfinity)),
        Gen.Const(new FloatBounds(0, float.PositiveInfinity)),

        // The lower one may be above the upper one: then it is the upper one that everything becomes.
        Gen.Select(Gen.Float[-2, 2], Gen.Float[-2, 2], (minimum, maximum) => new FloatBounds(minimum, maximum)));

    private delegate void Operation(
        Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds, VectorWidth vectorWidth);

    [Fact]
    public void SumsAreThoseOfEveryElement() => Check(FloatElementwise.Add, (a, b) => a + b);

    [Fact]
    public void DifferencesAreThoseOfEveryElement() => Check(FloatElementwise.Subtract, (a, b) => a - b);

    [Fact]
    public void ProductsAreThoseOfEveryElement() => Check(FloatElementwise.Multiply, (a, b) => a * b);

    [Fact]
    public void BoundsAreThoseOfEveryElement() => Gen.Select(Value.Array[0, 70], Bounds).Sample((input, bounds) =>
    {
        foreach (var vectorWidth in VectorWidths.All)
        {
            var output = new float[input.Length];
            FloatElementwise.Clamp(input, output, bounds, vectorWidth);
            Assert.Equal(input.Select(value => Bounded(value, bounds)), output);
        }
    });

    // Runs of elements; each operand is consecutive, or one repeated element, or every second one.
    private static void Check(Operation operation, Func<float, float, float> expected) => Gen.Select(
        Gen.Int[1, 3], Gen.Int[1, 70], Gen.Int[0, 2], Gen.Int[0, 2], Value.Array[420], Bounds).Sample((runs, length, leftStep, rightStep, values, bounds) =>
    {
        var (left, right) = (values[..210], values[210..]);
        var layout = new Broadcast([runs, length], [leftStep == 2 ? 20 : 70, leftStep], [rightStep == 2 ? 20 : 70, rightStep]);
        var results = Enumerable.Range(0, runs * length).Select(i => Bounded(
            expected(left[layout.LeftStart(i / length) + (i % length * leftStep)], right[layout.RightStart(i / length) + (i % length * rightStep)]), bounds));
        foreach (var vectorWidth in VectorWidths.All)
        {
            var output = new float[runs * length];
            operation(layout, left, right, output, bounds, vectorWidth);
            Assert.Equal(results, output);
        }
    });

    private static float Bounded(float value, FloatBounds bounds) =>
        float.IsNaN(value) ? value : Math.Min(Math.Max(value, bounds.Minimum), bounds.Maximum);
}
