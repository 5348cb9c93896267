using System.Reflection;
using Wfn.Graph;
using Wfn.Planning;
using Wfn.Planning.Calls;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>Runs a plan's calls as generated code does, with vectors of a given width and sums of a given kind.</summary>
internal sealed class PlanRunner
{
    // Elements behind the workspace, which no kernel may write.
    private const int Behind = 512;
    private readonly Dictionary<KernelObject, object> objects = [];
    private readonly Dictionary<string, EquatableArray<float>> parameters;
    private readonly (string Name, object Value)[] extras;

    /// <summary>Makes a runner.</summary>
    /// <param name="vectorWidth">The width of vectors.</param>
    /// <param name="accumulation">What products of bytes are accumulated in.</param>
    /// <param name="parameters">The parameters that float32 plans name.</param>
    public PlanRunner(VectorWidth vectorWidth, DotAccumulation accumulation = DotAccumulation.Int16Pairs, IEnumerable<Parameter>? parameters = null)
    {
        extras = [("vectorWidth", vectorWidth), ("accumulation", accumulation)];
        this.parameters = (parameters ?? []).ToDictionary(p => p.Name, p => p.Values, StringComparer.Ordinal);
    }

    /// <summary>Runs one sample of a fixed-point network of one input and one output.</summary>
    public int[] Run(ExecutionPlan plan, int[] input)
    {
        // What stands in memory that nobody has written must make no difference.
        var memory = NewMemory(plan, unchecked((short)0xA5A5));
        var shorts = input.Select(v => (short)v).ToArray();
        var port = plan.Inputs[0];
        var place = Segment(memory, port.Region);
        if (port.Intake is { } intake)
        {
            var rescale = new Rescale(0, short.MinValue, short.MaxValue);
            ((ChannelsLastInput)Made(intake)).Rescale(shorts, place, rescale);
        }
        else
        {
            shorts.CopyTo(place.AsSpan());
        }

        RunCalls(plan, memory);
        return [.. Segment(memory, plan.Outputs[0].Region).Select(v => (int)v)];
    }

    /// <summary>Runs one sample of a float32 network.</summary>
    public float[][] RunFloat(ExecutionPlan plan, params float[][] inputs)
    {
        var memory = NewMemory(plan, float.NaN);
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i].CopyTo(Segment(memory, plan.Inputs[i].Region).AsSpan());
        }

        RunCalls(plan, memory);
        return [.. plan.Outputs.Select(o => Segment(memory, o.Region).ToArray())];
    }

    /// <summary>Runs the calls that several samples share, from their sources to their results.</summary>
    public T[][] RunBatch<T>(SamplesSteps size, T[][] sources, T garbage)
        where T : unmanaged
    {
        var memory = NewMemory(size.Plan, garbage);
        var (length, result) = (size.Source.Length / size.Samples, size.Result.Length / size.Samples);
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i].CopyTo(memory.AsSpan(size.Source.Offset + (i * length)));
        }

        RunCalls(size.Plan, memory, sources.Length);
        return [.. sources.Select((_, i) => memory.AsSpan(size.Result.Offset + (i * result), result).ToArray())];
    }

    // The workspace is the first part of the memory.
    private void RunCalls<T>(ExecutionPlan plan, T[] memory, int samples = 1)
        where T : unmanaged
    {
        var behind = memory.AsSpan(plan.WorkspaceLength).ToArray();
        var workspace = new ArraySegment<T>(memory, 0, plan.WorkspaceLength);
        foreach (var call in plan.Calls)
        {
            Run(call, workspace, samples);
        }

        Assert.Equal(behind, memory[plan.WorkspaceLength..]);
    }

    private static T[] NewMemory<T>(ExecutionPlan plan, T garbage)
    {
        var memory = new T[plan.WorkspaceLength + Behind];
        Array.Fill(memory, garbage);
        return memory;
    }

    private static ArraySegment<T> Segment<T>(T[] memory, PlanRegion region) => new(memory, region.Offset, region.Length);

    private void Run<T>(KernelCall call, ArraySegment<T> workspace, int samples)
    {
        var arguments = call.Arguments.Select(a => Value(a, workspace, samples)).ToArray();
        var method = KernelBinding.Method(
            KernelBinding.Type(call.Type), call.Method, (type, i) => Fits(type, arguments[i]), arguments.Length, [.. extras.Select(e => e.Name)]);
        if (call.TypeArgument is not null)
        {
            method = ((MethodInfo)method).MakeGenericMethod(typeof(T));
        }
        else if (method.IsGenericMethodDefinition)
        {
            method = ((MethodInfo)method).MakeGenericMethod(arguments[0]!.GetType());
        }

        KernelBinding.Invoke(method, call.State is null ? null : Made(call.State), Complete(method, arguments));
    }

    // Whether a parameter takes an argument, as far as overloads have to be told apart.
    private static bool Fits(Type type, object? argument) => argument switch
    {
        null => true,
        Array array when !type.IsArray && type.IsGenericType => array.GetType().GetElementType() == type.GenericTypeArguments[0],
        Array => argument.GetType() == type || type == typeof(FloatWeights),
        _ when argument.GetType().IsGenericType => argument.GetType().GenericTypeArguments[0] == type.GenericTypeArguments.FirstOrDefault(),
        _ => !type.IsArray,
    };

    private object? Value<T>(KernelValue value, ArraySegment<T> workspace, int samples) => value switch
    {
        WorkspaceValue => workspace,
        RegionValue { IsOffset: true } region => region.Place.Offset,
        RegionValue region => workspace.Slice(region.Place.Offset, region.SampleLength == 0 ? region.Place.Length : samples * region.SampleLength),
        _ => Value(value),
    };

    private object? Value(KernelValue value) => value switch
    {
        NullValue => null,
        IntegerValue integer => integer.Value,
        BooleanValue boolean => boolean.Value,
        SingleValue single => single.Value,
        IntegersValue integers => integers.Values.ToArray(),
        ShortsValue shorts => shorts.Values.Select(v => (short)v).ToArray(),
        SinglesValue singles => singles.Values.ToArray(),
        IndicesValue indices => indices.Weights.Indices.ToArray(),
        MantissasValue mantissas => mantissas.Codebook.Mantissas.ToArray(),
        ParameterValue parameter => parameters[parameter.Name].ToArray(),
        FloatWeightsValue { Order: null } weights => parameters[weights.Name].ToArray(),
        FloatWeightsValue weights => weights.Order.Apply(parameters[weights.Name].AsSpan(), 1),
        ObjectValue made => Made(made.Made),
        FunctionValue { Formula: System.Linq.Expressions.Expression<Func<float, float, float>> pair } => new FormulaOfTwo(pair.Compile()),
        FunctionValue function => FormulaFunction.Of(function),
        _ => throw new InvalidOperationException($"no {value.GetType().Name} is known"),
    };

    private object Made(KernelObject made)
    {
        // Only what a call needs is kept: objects within others may be changed by them.
        if (!objects.TryGetValue(made, out var found))
        {
            found = Make(made);
            objects.Add(made, found);
        }

        return found;
    }

    private object Make(KernelObject made)
    {
        var type = KernelBinding.Type(made.Type);
        string[] names = [.. made.Arguments.Select(a => a.Name)];
        var method = made.Factory is null
            ? KernelBinding.Constructor(type, names, [.. extras.Select(e => e.Name)])
            : KernelBinding.Method(type, made.Factory, names);
        var arguments = made.Arguments.Select(a => a.Value is ObjectValue nested ? Make(nested.Made) : Value(a.Value)).ToArray();
        return KernelBinding.Invoke(method, made.Receiver is null ? null : Made(made.Receiver), Complete(method, arguments))!;
    }

    // Arguments in the types of their parameters, with those behind them.
    private object?[] Complete(MethodBase method, object?[] arguments) =>
    [
        .. method.GetParameters().Select((p, i) => i < arguments.Length
            ? Converted(arguments[i], p.ParameterType)
            : extras.Any(e => e.Name == p.Name) ? extras.First(e => e.Name == p.Name).Value : p.HasDefaultValue ? p.DefaultValue : null),
    ];

    private static object? Converted(object? argument, Type type) => argument switch
    {
        int integer when type == typeof(short) => (short)integer,
        int integer when type == typeof(float) => (float)integer,
        Array array when type.IsByRefLike && type.IsGenericType => Activator.CreateInstance(
            typeof(ArraySegment<>).MakeGenericType(array.GetType().GetElementType()!), array),
        _ => argument,
    };
}
