using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>Finds kernels' constructors and methods by name and invokes them, those with spans among their parameters, too.</summary>
internal static class KernelBinding
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly ConcurrentDictionary<MethodBase, Func<object?, object?[], object?>> Bound = new();

    /// <summary>A type of the kernels.</summary>
    public static Type Type(string name) =>
        typeof(CacheLine).Assembly.GetType("Wfn.Kernels." + name) ?? throw new MissingMemberException("Wfn.Kernels", name);

    /// <summary>The constructor with parameters of these names and, where there is one, with those of the extras, too.</summary>
    public static MethodBase Constructor(Type type, IReadOnlyList<string> names, IReadOnlyCollection<string> extras) =>
        Best(type.GetConstructors(Declared), p => p.Take(names.Count).Select(x => x.Name).SequenceEqual(names), names.Count, extras)
        ?? throw new MissingMethodException(type.Name, $"constructor({string.Join(", ", names)})");

    /// <summary>The method with parameters of these names.</summary>
    public static MethodBase Method(Type type, string method, IReadOnlyList<string> names) =>
        Best(type.GetMethods(Declared).Where(m => m.Name == method), p => p.Take(names.Count).Select(x => x.Name).SequenceEqual(names), names.Count, [])
        ?? throw new MissingMethodException(type.Name, $"{method}({string.Join(", ", names)})");

    /// <summary>The method that takes so many arguments and, where there is one, the extras, too.</summary>
    public static MethodBase Method(Type type, string method, Func<Type, int, bool> takes, int count, IReadOnlyCollection<string> extras) =>
        Best(
            type.GetMethods(Declared).Where(m => m.Name == method),
            parameters => parameters.Take(count).Select((p, i) => p.ParameterType.ContainsGenericParameters || takes(p.ParameterType, i)).All(t => t),
            count,
            extras)
        ?? throw new MissingMethodException(type.Name, $"{method} of {count} arguments");

    /// <summary>Calls a method or constructor. Spans are given as parts of memory or as arrays, and weights of float32 as their numbers.</summary>
    public static object? Invoke(MethodBase method, object? target, object?[] arguments) => Bound.GetOrAdd(method, Bind)(target, arguments);

    private static MethodBase? Best(
        IEnumerable<MethodBase> candidates, Func<ParameterInfo[], bool> fits, int count, IReadOnlyCollection<string> extras) => candidates
        .Select(m => (Method: m, Parameters: m.GetParameters()))
        .Where(m => m.Parameters.Length >= count && fits(m.Parameters) && m.Parameters.Skip(count).All(p => p.IsOptional || extras.Contains(p.Name)))
        .OrderByDescending(m => m.Parameters.Skip(count).Count(p => extras.Contains(p.Name)))
        .Select(m => m.Method)
        .FirstOrDefault();

    private static Func<object?, object?[], object?> Bind(MethodBase method)
    {
        var (target, arguments) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(object[])));
        var values = method.GetParameters().Select((p, i) => Argument(
            Expression.ArrayIndex(arguments, Expression.Constant(i)), p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType));
        Expression call = method is ConstructorInfo constructor
            ? Expression.New(constructor, values)
            : Expression.Call(method.IsStatic ? null : Expression.Convert(target, method.DeclaringType!), (MethodInfo)method, values);
        var body = call.Type == typeof(void) ? Expression.Block(call, Expression.Constant(null)) : (Expression)Expression.Convert(call, typeof(object));
        return Expression.Lambda<Func<object?, object?[], object?>>(body, target, arguments).Compile();
    }

    private static Expression Argument(Expression value, Type type)
    {
        if (type == typeof(FloatWeights))
        {
            return Expression.New(typeof(FloatWeights).GetConstructor(Declared, [typeof(float[])])!, Expression.Convert(value, typeof(float[])));
        }

        if (!type.IsByRefLike)
        {
            return Expression.Convert(value, type);
        }

        var name = type.GetGenericTypeDefinition() == typeof(Span<>) ? nameof(Written) : nameof(Read);
        return Expression.Call(typeof(KernelBinding), name, type.GetGenericArguments(), value);
    }

    private static Span<T> Written<T>(object argument)
        where T : unmanaged => argument is MemoryPart part ? part.Span<T>() : (T[])argument;

    private static ReadOnlySpan<T> Read<T>(object argument)
        where T : unmanaged => Written<T>(argument);
}
