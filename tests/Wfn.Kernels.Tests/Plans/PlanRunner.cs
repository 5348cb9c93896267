using System.Reflection;
using Wfn.Graph;
using Wfn.KernelCalls;
using Wfn.Planning;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>Runs a plan's calls as generated code does, with vectors of a given width and sums of a given kind.</summary>
internal sealed class PlanRunner
{
    // Bytes behind the workspace, which no kernel may write; what stands in memory that nobody has written must make no difference.
    private const int Behind = 1024;
    private const byte IntegerGarbage = 0xA5;
    private const byte NotANumber = 0xFF;
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

    /// <summary>
    /// Into how many parts layers are divided that can be, or nothing. All parts of each number must write the bits of the whole, whatever
    /// their order, and nothing else.
    /// </summary>
    public IReadOnlyList<int> PartCounts { get; init; } = [];

    /// <summary>The kinds of layers that were divided.</summary>
    public HashSet<string> Divided { get; } = [];

    /// <summary>Runs one sample of a fixed-point network of one input and one output.</summary>
    public int[] Run(ExecutionPlan plan, int[] input)
    {
        var memory = NewMemory(plan);
        var shorts = input.Select(v => (short)v).ToArray();
        var port = plan.Inputs[0];
        var place = new MemoryPart(memory, port.Region).Span<short>();
        if (port.Intake is { } intake)
        {
            var rescale = new Rescale(0, short.MinValue, short.MaxValue);
            ((ChannelsLastInput)Made(intake)).Rescale(shorts, place, rescale);
        }
        else
        {
            shorts.CopyTo(place);
        }

        RunCalls(plan, memory);
        return [.. new MemoryPart(memory, plan.Outputs[0].Region).Span<short>().ToArray().Select(v => (int)v)];
    }

    /// <summary>Runs one sample of a float32 network.</summary>
    public float[][] RunFloat(ExecutionPlan plan, params float[][] inputs)
    {
        var memory = NewMemory(plan);
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i].CopyTo(new MemoryPart(memory, plan.Inputs[i].Region).Span<float>());
        }

        RunCalls(plan, memory);
        return [.. plan.Outputs.Select(o => new MemoryPart(memory, o.Region).Span<float>().ToArray())];
    }

    /// <summary>Runs the calls that several samples share, from their sources to their results.</summary>
    public T[][] RunBatch<T>(BatchStage size, T[][] sources)
        where T : unmanaged
    {
        var memory = NewMemory(size.Plan);
        var (length, result) = (size.Source.Length / size.Samples, size.Result.Length / size.Samples);
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i].CopyTo(new MemoryPart(memory, size.Source).Span<T>().Slice(i * length, length));
        }

        RunCalls(size.Plan, memory, sources.Length);
        return [.. sources.Select((_, i) => new MemoryPart(memory, size.Result).Span<T>().Slice(i * result, result).ToArray())];
    }

    private static byte[] NewMemory(ExecutionPlan plan)
    {
        var memory = new byte[plan.WorkspaceBytes + Behind];
        Array.Fill(memory, plan.Storage == StorageType.Float32 ? NotANumber : IntegerGarbage);
        return memory;
    }

    private void RunCalls(ExecutionPlan plan, byte[] memory, int samples = 1)
    {
        var behind = memory[(int)plan.WorkspaceBytes..];
        foreach (var call in plan.Calls)
        {
            var before = PartCounts.Count > 0 && call.Parts is not null ? memory.ToArray() : null;
            Run(call, memory, (int)plan.WorkspaceBytes, samples);
            foreach (var parts in before is null ? [] : PartCounts)
            {
                CheckParts(call, parts, before!, memory, (int)plan.WorkspaceBytes);
            }
        }

        Assert.Equal(behind, memory[(int)plan.WorkspaceBytes..]);
    }

    private void CheckParts(KernelCall call, int count, byte[] before, byte[] after, int workspaceBytes)
    {
        var layer = (DividedLayer)Made(call.Parts!);
        var (read, scratch) = (call.Reads.ToArray(), call.Regions.Where(r => r.Use == RegionUse.Scratch).Select(r => r.Place.Offset).FirstOrDefault());
        var places = new LayerPlaces(read[0].Offset, call.Written.Offset, scratch, read.Length > 1 ? read[1].Offset : 0);
        var output = call.Written.ByteOffset..(call.Written.ByteOffset + (int)call.Written.Bytes);
        var own = new byte[layer.ScratchBytes];

        // What is prepared may depend on where the memory is.
        var (alone, together) = (Pinned(before), Pinned(before));
        layer.Prepare(alone.AsSpan(0, workspaceBytes), places);
        layer.Prepare(together.AsSpan(0, workspaceBytes), places);
        var prepared = alone.ToArray();
        count = Math.Min(count, layer.MostParts);
        foreach (var part in Enumerable.Range(0, count).Reverse())
        {
            Array.Fill(own, IntegerGarbage);
            layer.RunPart(together.AsSpan(0, workspaceBytes), places, new LayerPart(part, count), own);
            prepared.CopyTo(alone, 0);
            layer.RunPart(alone.AsSpan(0, workspaceBytes), places, new LayerPart(part, count), own);
            for (var i = 0; i < alone.Length; i++)
            {
                if (alone[i] != prepared[i] && (i < output.Start.Value || i >= output.End.Value || alone[i] != after[i]))
                {
                    Assert.Fail($"{call.Type}, {call.What}: part {part} of {count} writes byte {i - output.Start.Value} of {output.End.Value - output.Start.Value}");
                }
            }
        }

        Assert.Equal(after[output], together[output]);
        if (count > 1)
        {
            Divided.Add(call.Type);
        }
    }

    private static byte[] Pinned(byte[] bytes)
    {
        var memory = GC.AllocateArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(memory, 0);
        return memory;
    }

    private void Run(KernelCall call, byte[] memory, int workspaceBytes, int samples)
    {
        var arguments = call.Arguments.Select(a => a is WorkspaceValue ? Whole(call, memory, workspaceBytes) : Value(a, memory, samples)).ToArray();
        var method = KernelBinding.Method(
            KernelBinding.Type(call.Type), call.Method, (type, i) => Fits(type, arguments[i]), arguments.Length, [.. extras.Select(e => e.Name)]);
        if (call.TypeArgument is { } element)
        {
            method = ((MethodInfo)method).MakeGenericMethod(MemoryPart.ElementOf(element));
        }
        else if (method.IsGenericMethodDefinition)
        {
            method = ((MethodInfo)method).MakeGenericMethod(arguments[0]!.GetType());
        }

        KernelBinding.Invoke(method, call.State is null ? null : Made(call.State), Complete(method, arguments));
    }

    private static MemoryPart Whole(KernelCall call, byte[] memory, int workspaceBytes)
    {
        var storage = call.Regions.First().Place.Storage;
        return new MemoryPart(memory, new PlanRegion(storage, 0, workspaceBytes / storage.Bytes()));
    }

    // Whether a parameter takes an argument, as far as overloads have to be told apart.
    private static bool Fits(Type type, object? argument) => argument switch
    {
        null => true,
        MemoryPart part => part.Element == type.GenericTypeArguments.FirstOrDefault(),
        Array array when !type.IsArray && type.IsGenericType => array.GetType().GetElementType() == type.GenericTypeArguments[0],
        Array => argument.GetType() == type || type == typeof(FloatWeights),
        _ => !type.IsArray,
    };

    private object? Value(KernelValue value, byte[] memory, int samples) => value switch
    {
        RegionValue { IsOffset: true } region => region.Place.Offset,
        RegionValue { SampleLength: > 0 } region => new MemoryPart(memory, region.Place with { Length = samples * region.SampleLength }),
        RegionValue region => new MemoryPart(memory, region.Place),
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
        FloatWeightsSourceValue source => Source((float[])Value(source.Weights)!),
        SharedValue shared => Made(shared.Made),
        FunctionValue { Formula: System.Linq.Expressions.Expression<Func<float, float, float>> pair } => new FormulaOfTwo(pair.Compile()),
        FunctionValue function => FormulaFunction.Of(function),
        _ => throw new InvalidOperationException($"no {value.GetType().Name} is known"),
    };

    private static FloatWeightsSource Source(float[] weights) => () => new FloatWeights(weights);

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
        _ => argument,
    };
}
