{# A number in a JSON column. #}
{% macro json_number(column, path) %}{{ adapter.dispatch('json_number', 'pinterest')(column, path) }}{% endmacro %}
{% macro default__json_number(column, path) -%}
cast({{ column }}{% for key in path[:-1] %} -> '{{ key }}'{% endfor %} ->> '{{ path[-1] }}' as {{ dbt.type_float() }})
{%- endmacro %}
{% macro bigquery__json_number(column, path) -%}
cast(json_value({{ column }}, '$.{{ path | join(".") }}') as float64)
{%- endmacro %}
{% macro snowflake__json_number(column, path) -%}
cast({{ column }}:{{ path | join('.') }} as float)
{%- endmacro %}

{# A text in a JSON column. #}
{% macro json_text(column, key) %}{{ adapter.dispatch('json_text', 'pinterest')(column, key) }}{% endmacro %}
{% macro default__json_text(column, key) %}{{ column }} ->> '{{ key }}'{% endmacro %}
{% macro bigquery__json_text(column, key) %}json_value({{ column }}, '$.{{ key }}'){% endmacro %}
{% macro snowflake__json_text(column, key) %}cast({{ column }}:{{ key }} as varchar){% endmacro %}

{# The value of a URL's parameter as written, or null. #}
{% macro url_parameter(url, name) -%}
nullif({{ part(part(part("replace(" ~ url ~ ", '?', '&')", '&' ~ name ~ '=', 2), '&', 1), '#', 1) }}, '')
{%- endmacro %}
{% macro part(text, separator, number) %}{{ dbt.split_part(text, "'" ~ separator ~ "'", number) }}{% endmacro %}

{# A time of creation, which is UTC, in the time zone of the variable. #}
{% macro local_time(column) %}{{ adapter.dispatch('local_time', 'pinterest')(column) }}{% endmacro %}
{% macro default__local_time(column) %}{{ column }} at time zone 'UTC' at time zone '{{ var("timezone") }}'{% endmacro %}
{% macro bigquery__local_time(column) %}datetime(timestamp({{ column }}), '{{ var("timezone") }}'){% endmacro %}
{% macro snowflake__local_time(column) %}convert_timezone('UTC', '{{ var("timezone") }}', {{ column }}){% endmacro %}

{# A time (UTC) from Unix seconds. #}
{% macro unix_time(column) -%}
{{ dbt.dateadd('second', 'cast(' ~ column ~ ' as ' ~ dbt.type_bigint() ~ ')', "cast('1970-01-01' as " ~ dbt.type_timestamp() ~ ")") }}
{%- endmacro %}
